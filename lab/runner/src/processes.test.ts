import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests, folderForEachTest } from '@singlora/core/disk/temporary';
import { build } from 'esbuild';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { openTracking } from '@singlora/tracking';
import type { CommandEvent } from './events.ts';

const root = join(import.meta.dirname, '../../..');
const experiment = 'lab/runner/src/fixtures/coin.experiment.ts';

/** The folder with bundles of the program and the experiment, without native modules: they load in a fraction of a second. */
const bundles = folderForAllTests(join(root, 'node_modules/.cache'));
const folder = folderForEachTest();
const children: ChildProcess[] = [];

beforeAll(async () => {
  await build({
    entryPoints: ['lab/runner/src/main.ts', experiment],
    absWorkingDir: root,
    outbase: root,
    outdir: bundles,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@singlora/source'],
    external: ['esbuild', 'libsql', 'pg-native', '@tensorflow/*'],
    // CommonJS modules ask for Node's own.
    banner: {
      js: "import { createRequire as of } from 'node:module'; const require = of(import.meta.url);",
    },
  });
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface Command {
  readonly process: ChildProcess;
  /** Its output and exit code, once it has ended. */
  readonly ended: Promise<{ code: number | null; output: string }>;
}

function start(flags: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Command {
  const argv = [
    join(bundles, 'lab/runner/src/main.mjs'),
    ...[experiment, `--notes=${join(folder, 'notes')}`, ...flags],
  ];
  const child = spawn(process.execPath, argv, {
    cwd: root,
    env: { ...process.env, SINGLORA_TRACKING_URL: join(folder, 'runs.db'), ...env },
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  return { process: child, ended };
}

/** The runs' notes: `begins trial 0 PID`. */
const notes = () =>
  existsSync(join(folder, 'notes'))
    ? readFileSync(join(folder, 'notes'), 'utf8').trim().split('\n')
    : [];
const noted = (what: string) =>
  notes()
    .filter((note) => note.startsWith(what))
    .map((note) => note.split(' ').slice(1, 3).join(' '));
const all = [
  ...['result 6', 'result 7', 'result 8', 'result 9'],
  ...['trial 0', 'trial 1', 'trial 2', 'trial 3'],
];

async function statuses() {
  const tracking = await openTracking(join(folder, 'runs.db'));
  try {
    return (await tracking.list()).map(({ status }) => status);
  } finally {
    await tracking.close();
  }
}

test('equal commands divide trials and results among themselves, each run made once, and finish what a killed one leaves', async () => {
  const stuck = start([], { COIN_STUCK_IN: 'trial 1' });
  await vi.waitUntil(() => notes().some((note) => note.startsWith('begins trial 1 ')), 60_000);
  const others = [start(), start()];
  // All trials but this one are made, and results wait for it.
  await vi.waitUntil(() => noted('ends').includes('trial 3'), 60_000);
  stuck.process.kill('SIGKILL');
  for (const { code, output } of await Promise.all(others.map(({ ended }) => ended))) {
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/\d runs? made, \d had finished before/),
    ]);
    const counts =
      /(\d) runs? made, (\d) had finished before(?:, (\d) made by other processes)?$/m.exec(output);
    const [, made, skipped, elsewhere = '0'] = counts ?? [];
    expect(Number(made) + Number(skipped) + Number(elsewhere)).toBe(8);
  }
  expect(noted('ends').sort()).toEqual(all);
  expect(noted('begins').sort()).toEqual([...all, 'trial 1'].sort());
  expect(await statuses()).toEqual(Array(8).fill('finished'));
});

test('several jobs are one command, with one view of them and one last line', async () => {
  const { code, output } = await start(['--jobs=2']).ended;
  expect([code, output]).toEqual([
    0,
    expect.stringMatching(/\n8 runs made, 0 had finished before\n$/),
  ]);
  expect(noted('ends').sort()).toEqual(all);
  expect(noted('begins')).toHaveLength(8);
  for (const name of all)
    expect(output.match(new RegExp(`^\\d │ .*${name}$`, 'gm'))).toHaveLength(1);
});

test('events of several jobs are one stream, with an end for each run', async () => {
  const { code, output } = await start(['--jobs=2', '--json']).ended;
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  const events = lines.map((line) => JSON.parse(line) as CommandEvent);
  const labelsOf = (kind: 'begin' | 'end') =>
    events.flatMap((event) => (event.event === kind ? [event.label] : []));
  expect(events[0]?.event).toBe('plan');
  expect([labelsOf('begin').sort(), labelsOf('end').sort()]).toEqual([all, all]);
  expect(code).toBe(0);
  expect(events.at(-1)).toMatchObject({ event: 'done', exitCode: 0, tally: { made: 8 } });
});

test('jobs stop together and save', async () => {
  const command = start(['--jobs=2', '--trials=0,1', '--results=0'], { COIN_STUCK_IN: 'trial 1' });
  await vi.waitUntil(() => noted('begins').includes('trial 1'), 60_000);
  command.process.kill('SIGTERM');
  const { code, output } = await command.ended;
  expect([code, output]).toEqual([143, expect.stringMatching(/interrupted and saved[^]*1 left/)]);
  expect(await statuses()).toContain('interrupted');
});

test('others take over the run of a job that is killed', async () => {
  const command = start(['--jobs=2'], { COIN_STUCK_IN: 'trial 0' });
  await vi.waitUntil(() => noted('begins').length > 0, 60_000);
  process.kill(Number(notes()[0]?.split(' ').at(-1)), 'SIGKILL');
  const { code, output } = await command.ended;
  expect([code, output]).toEqual([0, expect.stringMatching(/ended by SIGKILL/)]);
  expect(output).toMatch(/\n8 runs made, 0 had finished before\n$/);
  expect(await statuses()).toEqual(Array(8).fill('finished'));
});

test('a job that fails stops the others, unless they are to keep going', async () => {
  const first = await start(['--jobs=2', '--fails=1'], { COIN_STUCK_IN: 'trial 0' }).ended;
  expect([first.code, first.output]).toEqual([
    1,
    expect.stringMatching(/failed: trial 1 .*no luck/),
  ]);
  const flags = ['--jobs=2', '--fails=1', '--keep-going'];
  const { code, output } = await start(flags).ended;
  expect([code, output]).toEqual([
    1,
    expect.stringMatching(/\n3 runs made, 0 had finished before, 1 failed/),
  ]);
  expect(noted('ends').sort()).toEqual(['trial 0', 'trial 2', 'trial 3']);
  expect(noted('begins').filter((run) => run === 'trial 1')).toHaveLength(2);
});
