import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPicture, resizeTo, writePicture } from '@singlora/pictures';
import { dreamBoothMethod, dreamBoothRunConfig, scoredPicture } from '@singlora/records';
import { startBackend } from '@singlora/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, runHere, runsIn } from './testing/run-command.ts';
import { writeTinySmallModel } from './testing/tiny-small-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'singlora-dreambooth-'));

let model: string;
/** The arguments of a run with an untrained tiny model. */
const settings = (args: readonly string[]) => [
  '--preset=smoke',
  `--model=${model}`,
  '--checkpoint-every=1ms',
  ...args,
];
const dreambooth = (name: string, args: readonly string[]) =>
  runHere('dreambooth', settings(args), join(folder, name));

/** An optional package. */
const describesFaces = existsSync(join(root, 'node_modules/@vladmandic/face-api'));

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('nx run experiments:dreambooth', () => {
  beforeAll(async () => {
    await startBackend();
    model = await writeTinySmallModel(join(folder, 'tiny'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('learns a subject by each method, draws and scores it, and keeps adapters', async () => {
    const { code, output } = await dreambooth('methods', [
      '--methods=lora,singlora:16',
      '--keep-adapters=1',
      '--line-up=1',
    ]);
    expect(output).toContain('4 runs made, 0 had finished before');
    expect(code).toBe(0);
    const runs = (await runsIn(join(folder, 'methods'))).toReversed();
    expect(runs.map(({ config }) => dreamBoothMethod(dreamBoothRunConfig.parse(config)))).toEqual([
      'none',
      'full',
      'lora',
      'singlora',
    ]);
    for (const { config, summary, assets, folder } of runs) {
      expect(dreamBoothRunConfig.safeParse(config).error).toBeUndefined();
      expect(summary).toMatchObject({
        'fidelity/pictures': 4,
        'scene/pictures': 4,
        'prior/pictures': 2,
        'pickedColours/pictures': 4,
      });
      expect(summary['pickedIdentity/ceiling']).toBeGreaterThan(0.5);
      expect(summary['fidelity/ceiling']).toBeGreaterThan(0.8);
      expect(assets.map(({ id }) => id)).toContain('rendered/ball 1');
      const lines = readFileSync(join(folder, 'scores.jsonl'), 'utf8').trim().split('\n');
      expect(lines.map((line) => scoredPicture.parse(JSON.parse(line)).of)).toEqual([
        ...new Array<string>(4).fill('subject'),
        ...new Array<string>(2).fill('class'),
      ]);
      for (const name of ['row.webp', 'learned.webp', 'class.webp'])
        expect(existsSync(join(folder, name))).toBe(true);
    }
    const [none, full, lora, singlora] = runs.map(({ summary }) => summary);
    expect(none).toMatchObject({ trainableParameters: 0, steps: 0 });
    expect(full!['trainableParameters']).toBe(full!['totalParameters']);
    expect(lora!['trainableParameters']).toBeLessThan(full!['trainableParameters']!);
    expect(singlora!['steps']).toBe(4);
    // Learning has a visible effect: different pictures from the same noise and prompts.
    const rows = runs.map(({ folder }) => hashOf(join(folder, 'row.webp')));
    expect(new Set(rows).size).toBe(4);
    expect(readdirSync(join(runs[2]!.folder, 'validation')).sort()).toEqual([
      'step-000002',
      'step-000002.webp',
    ]);
  });

  it('learns in bfloat16 but where all weights are trained, and says so', async () => {
    const args = ['--methods=lora', '--baselines=full', '--precision=bfloat16-anyway'];
    expect((await dreambooth('halves', args)).code).toBe(0);
    const halves = await runsIn(join(folder, 'halves'));
    expect(halves.map(({ config }) => config['precision'])).toEqual(['bfloat16', 'bfloat16']);
    const others = await runsIn(join(folder, 'methods'));
    const rowOf = (runs: typeof halves, method: string) =>
      runs
        .filter(({ config }) => dreamBoothMethod(dreamBoothRunConfig.parse(config)) === method)
        .map(({ folder }) => hashOf(join(folder, 'row.webp')));
    expect(rowOf(halves, 'full')).toEqual(rowOf(others, 'full'));
    expect(rowOf(halves, 'lora')).not.toEqual(rowOf(others, 'lora'));
  });

  it('is bit-identical where it was stopped and continued, with prior preservation too', async () => {
    const args = ['--methods=singlora', '--baselines=', '--prior=1'];
    const classes = (name: string) => `--class-folder=${join(folder, name)}`;
    const whole = await dreambooth('whole', [...args, classes('classes')]);
    expect(whole.output).toMatch(/4 pictures of a ball are drawn/);
    expect(whole.code).toBe(0);
    const again = settings([...args, classes('classes')]);
    const stopped = await runHere('dreambooth', again, join(folder, 'stopped'), /1\/4/);
    expect(stopped.code).toBe(130);
    expect(stopped.output).not.toMatch(/pictures of a ball are drawn/);
    expect(stopped.output).toMatch(/interrupted and saved/);
    const resumed = await dreambooth('stopped', [...args, classes('classes')]);
    expect(resumed.code).toBe(0);
    const [one] = await runsIn(join(folder, 'whole'));
    const [other] = await runsIn(join(folder, 'stopped'));
    expect(other!.status).toBe('finished');
    for (const name of ['row.webp', 'adapter/adapter_model.safetensors'])
      expect(hashOf(join(other!.folder, name))).toBe(hashOf(join(one!.folder, name)));
    expect(other!.summary['fidelity']).toBe(one!.summary['fidelity']);
  });

  it.skipIf(!describesFaces)('compares faces where they are asked for', async () => {
    const [own, encoder] = [join(folder, 'astronaut'), join(folder, 'vit')];
    mkdirSync(own);
    const face = await readPicture(join(root, 'lab/dreambooth/src/faces/fixtures/astronaut.webp'));
    await writePicture(join(own, 'one.png'), face);
    await writePicture(join(own, 'larger.png'), resizeTo(face, 256, 256, 'bilinear'));
    cpSync(join(root, 'lab/models/src/fixtures/tiny-vit'), encoder, { recursive: true });
    const processor = { image_processor_type: 'CLIPImageProcessor', size: { shortest_edge: 12 } };
    writeFileSync(join(encoder, 'preprocessor_config.json'), JSON.stringify(processor));
    const { code, output } = await dreambooth('faces', [
      ...[`--subject=${own}`, '--class=person', `--encoder=${encoder}`, '--faces=yes'],
      ...['--methods=lora', '--baselines=', '--prompts=1', '--resolution=120', '--steps=1'],
      '--validate-every=2',
    ]);
    expect([code, output]).toEqual([0, expect.any(String)]);
    const [run] = await runsIn(join(folder, 'faces'));
    expect(run?.assets.map(({ id }) => id)).toContain('@vladmandic/face-api');
    expect(run?.summary).toMatchObject({ faceFound: 0, 'faceFound/pictures': 1 });
    expect(run?.summary['faceFound/ceiling']).toBeGreaterThan(0.4);
    expect(run?.summary).not.toHaveProperty('face');
  });

  it('says in one line what is wrong with a subject of one’s own', async () => {
    const own = join(folder, 'own');
    mkdirSync(own);
    const refused = async (args: readonly string[], message: RegExp) => {
      const { code, output } = await dreambooth('refused', args);
      expect(output).toMatch(message);
      expect(code).not.toBe(0);
      expect(await runsIn(join(folder, 'refused'))).toEqual([]);
    };
    await refused([`--subject=${own}`, '--class=dog'], /holds no pictures/);
    await refused([`--subject=${join(folder, 'nowhere')}`, '--class=dog'], /There is no folder/);
    await refused(['--identifier=ball'], /ball/);
    await refused(['--resolution=50'], /a multiple of 6 pixels/);
    const grey = { width: 60, height: 50, pixels: new Uint8Array(60 * 50 * 3).fill(90) };
    await writePicture(join(own, 'one.png'), grey);
    await refused(
      [`--subject=${own}`, '--class=dog', '--encoder=judge'],
      /only knows rendered pictures/,
    );
  });
});
