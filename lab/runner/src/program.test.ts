import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { expect, test } from 'vitest';
import type { CommandEvent } from './events.ts';
import type { Experiment } from './experiment.ts';
import coin from './fixtures/coin.experiment.ts';
import { runProgram } from './program.ts';

const folder = folderForEachTest();

type Line = Readonly<Record<string, unknown>>;

/** Runs the coins' command; returns its standard output (lines of JSON), its messages, and its exit code. */
async function command(
  flags: readonly string[],
  { experiment = coin, stop = new AbortController() } = {},
) {
  const lines: Line[] = [];
  const words: string[] = [];
  const presets = { default: { ...experiment.presets['default'], notes: join(folder, 'notes') } };
  const code = await runProgram(
    () =>
      Promise.resolve({
        experiment: { ...experiment, presets } as Experiment,
        source: 'experiments/coin.experiment.ts',
        code: { sha256: 'c0de', parts: {} },
      }),
    flags,
    {
      log: (line) => lines.push(JSON.parse(line) as Line),
      warn: (line) => words.push(String(line)),
      stop: { signal: stop.signal, exitCode: 130 },
      env: { SINGLORA_TRACKING_URL: join(folder, 'runs.db') },
    },
  );
  return { code, lines, words: words.join('\n') };
}

const plans = (...flags: string[]) => command(['--dry-run=json', '--trials=0,1', ...flags]);
const eventsOf = (lines: readonly Line[]) => lines as unknown as CommandEvent[];

test('a planned run is a line, which --config takes back to make that run alone', async () => {
  const { lines, code } = await plans();
  expect(code).toBe(0);
  expect(lines).toEqual(
    [0, 1].map((seed) => ({
      label: `trial ${seed}`,
      identity: expect.stringMatching(/^[\da-f]{64}$/) as string,
      run: null,
      status: null,
      steps: null,
      seconds: null,
      assets: [],
      config: { purpose: 'trial', seed },
      command: expect.stringMatching(/^npx nx run experiments:coin/) as string,
    })),
  );
  const file = join(folder, 'run.json');
  writeFileSync(file, JSON.stringify(lines[1]));
  const made = await command(['--json', `--config=${file}`]);
  const { label, identity } = lines[1] as Line;
  expect(made.lines.filter(({ event }) => event === 'begin')).toMatchObject([{ label, identity }]);
  const [first, second] = (await plans()).lines;
  expect(first).toMatchObject({ run: null, status: null });
  expect(second).toMatchObject({ run: made.lines[1]?.['run'], status: 'finished' });
});

test('an edit of a run’s file that no setting carries is refused, by its name', async () => {
  const file = join(folder, 'run.json');
  writeFileSync(file, JSON.stringify({ purpose: 'result', seed: 1 }));
  const { code, words } = await command(['--dry-run', `--config=${file}`]);
  expect(code).toBe(2);
  expect(words).toContain('purpose: "result"; the run would have "trial"');
});

test('runs that follow are planned once those before them have finished', async () => {
  await command(['--json', '--trials=0,1', '--results=2', '--keep-going']);
  const { lines } = await plans('--results=3');
  expect(lines.map(({ label, status }) => [label, status])).toEqual([
    ...['trial 0', 'trial 1', 'result 1', 'result 2'].map((label) => [label, 'finished']),
    ['result 3', null],
  ]);
});

test('where models or data are missing, runs are planned without identities, and why is said', async () => {
  const prepare = () => Promise.reject(new Error('no coin'));
  const flags = ['--dry-run=json', '--trials=0'];
  const { lines, words, code } = await command(flags, { experiment: { ...coin, prepare } });
  expect(lines).toMatchObject([{ label: 'trial 0', identity: null, status: null, assets: null }]);
  expect([code, words]).toEqual([0, expect.stringContaining('no coin')]);
});

test('events tell of each run, whether the command made it or found it finished', async () => {
  const flags = ['--json', '--trials=0,1', '--results=0'];
  const first = await command(flags);
  expect(first.lines.map(({ event, label }) => [event, label])).toEqual([
    ['plan', undefined],
    ...['trial 0', 'trial 1'].flatMap((label) => [
      ['begin', label],
      ['end', label],
    ]),
    ['done', undefined],
  ]);
  expect(first.lines[0]).toMatchObject({ runs: 2, later: 0, left: 2, seconds: null });
  expect(first.lines.at(-1)).toMatchObject({ exitCode: 0, error: null, tally: { made: 2 } });
  expect(first.words).toContain('2 runs made, 0 had finished before');
  const ends = (lines: readonly Line[]) =>
    eventsOf(lines).flatMap((event) => (event.event === 'end' ? [event] : []));
  expect(ends(first.lines)).toMatchObject([
    { status: 'finished', made: true, summary: { seed: 0 }, error: null },
    { status: 'finished', made: true, summary: { seed: 1 }, error: null },
  ]);
  const again = await command(flags);
  expect(ends(again.lines)).toEqual(ends(first.lines).map((end) => ({ ...end, made: false })));
  expect(again.lines.at(-1)).toMatchObject({ tally: { made: 0, skipped: 2 } });
});

test('events tell of what fails: a run, or the command', async () => {
  const { code, lines, words } = await command(['--json', '--trials=0,1', '--fails=0']);
  expect(code).toBe(1);
  expect(lines.slice(-2)).toMatchObject([
    { event: 'end', status: 'failed', made: true, summary: {}, error: 'no luck' },
    { event: 'done', exitCode: 1, error: 'no luck', tally: { made: 0 } },
  ]);
  expect(words).toContain('1 failed');
  const wrong = await command(['--json', '--trails=0']);
  expect(wrong.code).toBe(2);
  const error = 'Unknown option --trails. Did you mean --trials?';
  expect(wrong.lines).toMatchObject([{ event: 'done', exitCode: 2, error }]);
});

test('events tell of a stop', async () => {
  const stop = new AbortController();
  const prepare: typeof coin.prepare = async (settings, context) => {
    const session = await coin.prepare(settings, context);
    return {
      ...session,
      run(...given) {
        stop.abort();
        return session.run(...given);
      },
    };
  };
  const { code, lines } = await command(['--json'], { experiment: { ...coin, prepare }, stop });
  expect(code).toBe(130);
  expect(lines.slice(-2)).toMatchObject([
    { event: 'end', status: 'interrupted', summary: {} },
    { event: 'done', exitCode: 130, tally: { interrupted: true } },
  ]);
});

test('a run that none can go on with is told of before any is made', async () => {
  const experiment = { ...coin, follow: undefined } as unknown as typeof coin;
  await command(['--json', '--trials=0'], { experiment });
  const [line] = (await command(['--dry-run=json', '--trials=0'], { experiment })).lines;
  const on = [`--continue=${String(line?.['run'])}`, '--json', '--trials=1'];
  const { code, lines } = await command(on, { experiment });
  const error = expect.stringMatching(/^--continue: no run that was left/) as string;
  expect([code, lines]).toMatchObject([2, [{ event: 'done', error, tally: { made: 0 } }]]);
  const anew = await command([...on, '--force'], { experiment });
  expect([anew.code, anew.words]).toEqual([2, expect.stringContaining('--force begins anew')]);
});
