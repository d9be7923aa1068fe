import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { runStudy } from './commands/study/command.ts';
import { isolated, root, runsIn, startProgram } from './testing/run-command.ts';
import { writeTinyModel } from './testing/tiny-model.ts';

const folder = folderForAllTests();
const file = join(folder, 'study.yaml');
beforeAll(() => writeTinyModel(join(folder, 'model')));

it('plans all blocks, makes the runs of each by its own command, and stops with the one at work', async () => {
  const text = `
- &shared
  experiment: rte
  preset: smoke
  model: ${join(folder, 'model')}
  methods: singlora
  lr: 1e-3
- <<: *shared
  experiment: mnli
  lr: [1e-3, 1e-2]
  epochs: 100000
  max-steps: 100000
`;
  writeFileSync(file, text);
  const argv = ['tools/launch.mjs', 'experiments/commands/study.ts', file];
  const command = startProgram(process.execPath, argv, isolated(folder));
  expect(await command.shows(/finished[^]*\[1\/2\][^]*train +\d+%/)).toBe(true);
  process.kill(command.pid, 'SIGTERM');
  const { code, output } = await command.ended;
  expect([code, output]).toEqual([
    143,
    expect.stringMatching(/^rte: 1 runs, 1 left\nmnli: 2 runs, 2 left\nAll: 3 runs, 3 left\n/),
  ]);
  const runs = await runsIn(folder);
  expect(runs.map(({ status, command }) => [status, command])).toEqual(
    Object.entries({ mnli: 'interrupted', rte: 'finished' }).map(([name, status]) => [
      status,
      expect.stringMatching(new RegExp(`^npx nx run experiments:${name} --preset=smoke .*--lr=`)),
    ]),
  );
});

it('goes on where the program that reads its output ends', () => {
  writeFileSync(file, `experiment: rte\npreset: smoke\nmodel: ${join(folder, 'model')}\n`);
  const piped =
    'set -o pipefail; "$0" tools/launch.mjs experiments/commands/study.ts "$1" --dry-run | true';
  const options = { cwd: root, env: isolated(folder), encoding: 'utf8' } as const;
  const { status, stderr } = spawnSync('bash', ['-c', piped, process.execPath, file], options);
  expect([status, stderr]).toEqual([0, '']);
});

it('names what is wrong by the line, before anything is run', async () => {
  writeFileSync(file, 'experiment: rte\npreset: smoke\ntrain-row: 5\n');
  for (const [name, value] of Object.entries(isolated(folder))) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const said: string[] = [];
  const output = {
    print: (text: string) => said.push(text),
    complain: (text: string) => said.push(text),
  };
  const wrong = `${file}:3: Unknown option --train-row. Did you mean --train-rows?`;
  expect([await runStudy(file, [], output), said]).toEqual([2, [wrong]]);
});

it('plans a shard that has no run of a block, and with --json prints nothing else', async () => {
  writeFileSync(file, 'experiment: rte\npreset: smoke\nmethods: lora\nlr: 1e-3\n');
  for (const [name, value] of Object.entries(isolated(folder))) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const [printed, said]: [string[], string[]] = [[], []];
  const output = {
    print: (text: string) => printed.push(text),
    complain: (text: string) => said.push(text),
  };
  const flags = [`--model=${join(folder, 'model')}`, '--shard=2/2', '--dry-run', '--json'];
  expect(await runStudy(file, flags, output)).toBe(0);
  expect([printed, said]).toEqual([[], ['rte: 0 runs, 0 left']]);
});
