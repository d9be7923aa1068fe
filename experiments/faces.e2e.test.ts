import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dreamBoothMethod, dreamBoothRunConfig } from '@singlora/records';
import { startBackend } from '@singlora/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, runHere, runsIn } from './testing/run-command.ts';
import { writeTinySmallModel } from './testing/tiny-small-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'singlora-faces-'));

let model: string;
/** The command with a tiny model that has not learned anything. */
const faces = (name: string, args: readonly string[]) =>
  runHere('faces', ['--preset=smoke', `--model=${model}`, ...args], join(folder, name));

/** An optional package. */
const describesFaces = existsSync(join(root, 'node_modules/@vladmandic/face-api'));

describe('nx run experiments:faces', () => {
  beforeAll(async () => {
    await startBackend();
    model = await writeTinySmallModel(join(folder, 'tiny'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('teaches a rendered person by the methods of the paper’s table', async () => {
    const planned = await faces('planned', ['--dry-run']);
    const configs = planned.output.match(/^ {2}\{.*/gm)?.map((line) => JSON.parse(line) as unknown);
    expect(configs?.map((one) => dreamBoothMethod(dreamBoothRunConfig.parse(one)))).toEqual([
      'none',
      'full',
      'lora',
      'dora',
      'singlora',
    ]);
    const { code, output } = await faces('methods', ['--methods=singlora', '--baselines=none']);
    expect(output).toContain('2 run, 0 already finished');
    expect(code).toBe(0);
    const runs = (await runsIn(join(folder, 'methods'))).toReversed();
    for (const { config, summary, assets } of runs) {
      expect(dreamBoothRunConfig.safeParse(config).error).toBeUndefined();
      expect(summary['fidelity/ceiling']).toBeGreaterThan(0.5);
      // The judge has words for other subjects alone.
      for (const score of ['scene', 'colours', 'face']) expect(summary).not.toHaveProperty(score);
      const person = assets.find(({ id }) => id === 'rendered/person 1');
      expect(person?.standIn).toMatch(/rendered person/);
    }
  });

  it.skipIf(!describesFaces)('compares faces where they are asked for', async () => {
    const args = ['--methods=lora', '--baselines=', '--prompts=1', '--faces=yes'];
    const size = ['--resolution=120', '--steps=1', '--validate-every=2'];
    const { code } = await faces('large', [...args, ...size]);
    expect(code).toBe(0);
    const [run] = await runsIn(join(folder, 'large'));
    expect(run?.assets.map(({ id }) => id)).toContain('@vladmandic/face-api');
    expect(run?.summary).toMatchObject({ faceFound: 0, 'faceFound/pictures': 1 });
    expect(run?.summary['faceFound/ceiling']).toBeGreaterThan(0.4);
    expect(run?.summary).not.toHaveProperty('face');
  });
});
