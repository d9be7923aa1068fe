import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isolated, runsIn, startProgram } from './testing/run-command.ts';
import { writeTinyModel } from './testing/tiny-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'study-'));
const file = join(folder, 'study.yaml');
beforeAll(() => writeTinyModel(join(folder, 'model')));
afterAll(() => rmSync(folder, { recursive: true }));

const study = (text: string) => {
  writeFileSync(file, text);
  const argv = ['tools/launch.mjs', 'experiments/commands/study.ts', file];
  return startProgram(process.execPath, argv, isolated(folder));
};

it('plans all blocks, and makes the runs of each by its own command', async () => {
  const { code, output } = await study(`
- &shared
  experiment: mnli
  preset: smoke
  model: ${join(folder, 'model')}
  methods: singlora
  lr: [1e-3, 1e-2]
- <<: *shared
  experiment: rte
  lr: 1e-3
`).ended;
  expect([code, output]).toEqual([
    0,
    expect.stringMatching(/^mnli: 2 runs, 2 left\nrte: 1 runs, 1 left\nAll: 3 runs, 3 left\n/),
  ]);
  const runs = await runsIn(folder);
  expect(runs.map(({ status, command }) => [status, command])).toEqual(
    ['rte', 'mnli', 'mnli'].map((name) => [
      'finished',
      expect.stringMatching(new RegExp(`^npx nx run experiments:${name} --preset=smoke .*--lr=`)),
    ]),
  );
});

it('stops and saves where it alone is asked to, and begins no other block', async () => {
  const command = study(`
- &shared
  experiment: mnli
  preset: smoke
  model: ${join(folder, 'model')}
  methods: lora
  epochs: 100000
  max-steps: 100000
- <<: *shared
  experiment: rte
`);
  expect(await command.shows(/train +\d+%/)).toBe(true);
  process.kill(command.pid, 'SIGTERM');
  expect((await command.ended).code).toBe(143);
  const [newest] = await runsIn(folder);
  expect(newest).toMatchObject({ experiment: 'mnli', status: 'interrupted' });
});

it('names what is wrong by the line, before anything is run', async () => {
  const { code, output } = await study('experiment: rte\npreset: smoke\ntrain-row: 5\n').ended;
  const wrong = `${file}:3: Unknown option --train-row. Did you mean --train-rows?\n`;
  expect([code, output]).toEqual([2, wrong]);
});
