import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPipeline } from '@singlora/dreambooth';
import { decodePicture } from '@singlora/pictures';
import { startBackend } from '@singlora/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import experiment from './pretrain-small.experiment.ts';
import { runHere, runsIn } from './testing/run-command.ts';
import { writeTinyModel } from './testing/tiny-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'singlora-pretrain-'));

/** The command with a tiny text encoder, which has the hidden states' size of the real one. */
const pretrain = (name: string) =>
  runHere(
    'pretrain-small',
    [
      ...['--preset=smoke', '--pictures=16', '--evaluate-every=9', '--checkpoint-every=1ms'],
      `--text-encoder=${join(folder, 'encoder')}`,
    ],
    join(folder, name),
  );

describe('nx run experiments:pretrain-small', () => {
  beforeAll(async () => {
    await startBackend();
    await writeTinyModel(join(folder, 'encoder'), 384);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('makes a model with its pictures', async () => {
    const whole = await pretrain('whole');
    expect(whole.output).toContain('1 run made, 0 had finished before');
    expect(whole.code).toBe(0);
    const [run] = await runsIn(join(folder, 'whole'));
    expect(run).toMatchObject({ status: 'finished', summary: { steps: 4, samples: 24 } });
    expect(run!.summary['devLoss']).toBeGreaterThan(0.5);

    const pipeline = await openPipeline(join(run!.folder, 'model'));
    expect(pipeline.scheduler.predictionType).toBe('sample');
    expect(pipeline.resolution).toBe(48);
    const [unet, codec] = [await pipeline.denoiser(), await pipeline.codec()];
    expect(unet.parameterCount).toBe(run!.summary['parameters']);
    expect(codec.channels).toBe(32);
    unet.dispose();
    codec.dispose();
    expect(readdirSync(run!.folder)).toContain('samples.png');
    const sheet = await decodePicture(readFileSync(join(run!.folder, 'samples.png')), 'The sheet');
    expect([sheet.width, sheet.height]).toEqual([50 + 2, 12 * 50 + 2]);
  });

  it('is another run with other pictures for the judge', () => {
    const { smoke } = experiment.presets;
    const configOf = (change: object) =>
      experiment.plan({ ...smoke!, ...change }, 'smoke').map(({ config }) => config);
    expect(configOf({ judgedEach: 9 })).not.toEqual(configOf({}));
    expect(configOf({ sampleScenes: 2 })).not.toEqual(configOf({}));
    expect(configOf({ evaluateEvery: 3 })).toEqual(configOf({}));
  });
});
