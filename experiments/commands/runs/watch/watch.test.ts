import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTracking, type Run, type Tracking } from '@singlora/tracking';
import stringWidth from 'string-width';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { aRun, change, runsAt, useRuns } from '../runs.test.support.ts';
import { courseLine, courseTable } from './course-table.ts';
import type { Course } from './course.ts';

const at = useRuns();
let tracking: Tracking;
let run: Run;
beforeEach(async () => {
  tracking = await openTracking();
  const config = { task: 'mnli', method: 'lora', seed: 7, steps: 40 };
  run = await tracking.start(aRun({ experiment: 'mnli', config }));
  await run.truncateAfter(0);
});
afterEach(() => tracking.close());

/** Runs watch and returns its output; `meanwhile` runs when it first reports the run. */
async function watched(
  argv: readonly string[],
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
  screen?: { columns: number; rows: number },
) {
  let begun: Promise<unknown> | undefined;
  const written: string[] = [];
  const note = (text: string) => {
    written.push(text);
    if (text.includes('seed 7')) begun ??= meanwhile();
  };
  const end = new AbortController();
  onTestFinished(() => end.abort()); // where it would never end
  const ask = ['watch', '--until-done', '--every=5ms', ...argv];
  const { code } = await runsAt(
    {
      print: note,
      complain: note,
      interrupted: () => end.signal,
      ...(screen && { screen: { ...screen, write: note } }),
    },
    ...ask,
  );
  await begun;
  return { code, written };
}

/** Ends the unfinished runs: this one, and that of another experiment, which also belongs to this process. */
async function endAll() {
  await run.end('finished', { accuracy: 1 });
  killed();
}

/** Makes the database look as if the process of the other experiment's run had been killed. */
function killed() {
  change(`update runs set pid = 2147483647 where status = 'running'`);
}

describe('watch', () => {
  test('in a pipe says when a run is seen, goes on, dies and ends', async () => {
    run.log(1, { 'train/loss': 0.5 });
    await run.flush();
    const { code, written } = await watched([], async () => {
      run.log(2, { 'train/loss': 0.25 });
      await endAll();
    });
    const of = (id: string | undefined) => written.filter((line) => line.startsWith(`${id} `));
    expect(code).toBe(0);
    expect(of(run.id)[0]).toMatch(/mnli · lora · seed 7 +step 1\/40, loss 0\.5000, /);
    expect(of(run.id).at(-1)).toMatch(/finished, step 2\/40, loss 0\.2500$/);
    expect(of(at.ids[3]).at(-1)).toMatch(/sst2 · lora +died \d+ s ago$/);
  });

  test('gives programs a line of JSON for each change', async () => {
    const { written } = await watched(['--json'], endAll);
    const courses = written.map((line) => JSON.parse(line) as Course);
    const own = courses.filter(({ id }) => id === run.id);
    expect(own.map(({ status }) => status)).toEqual(['running', 'finished']);
    expect(own[0]).toMatchObject({ label: 'mnli · lora · seed 7', pid: process.pid, step: null });
  });

  test('draws in a terminal as many as there is room for, and keeps what has ended above', async () => {
    const screen = { columns: 80, rows: 5 };
    const { written } = await watched([], endAll, screen);
    expect(written[0]).toMatch(/^2 running\S*\nID .*\n.*mnli .*\n… and 1 more/);
    expect(written.at(-1)).toMatch(/1 died; the same command goes on with it/);
    expect(written.join('')).toMatch(new RegExp(`\\n?${run.id} .*finished`));
    for (const line of written.join('').split('\n'))
      expect(stringWidth(line)).toBeLessThan(screen.columns);
  });

  test('ends by the signal that it is given', async () => {
    const controller = new AbortController();
    const print = () => controller.abort();
    const interrupted = () => controller.signal;
    const { code } = await runsAt({ print, interrupted }, 'watch', '--every=1h');
    expect(code).toBe(0);
  });

  test('says that nothing runs where there is no database, and makes none', async () => {
    const none = join(at.folder, 'none', 'runs.db');
    vi.stubEnv('SINGLORA_TRACKING_URL', none);
    const said: string[] = [];
    const controller = new AbortController();
    const complain = (text: string) => {
      said.push(text);
      controller.abort();
    };
    const interrupted = () => controller.signal;
    expect(await runsAt({ complain, interrupted }, 'watch', '--every=5ms')).toMatchObject({
      code: 0,
    });
    expect(said).toEqual([`Nothing runs in ${none}.`]);
    expect(existsSync(none)).toBe(false);
  });

  test('waits for the first run where none runs yet, and ends after it', async () => {
    vi.stubEnv('SINGLORA_TRACKING_URL', join(at.folder, 'later', 'runs.db'));
    let looked = 0;
    const controller = new AbortController();
    onTestFinished(() => controller.abort());
    const ended = runsAt(
      { complain: () => (looked += 1), interrupted: () => controller.signal },
      ...['watch', '--until-done', '--every=5ms'],
    );
    await vi.waitUntil(() => looked > 0);
    expect(await Promise.race([ended, sleep(100, 'waiting')])).toBe('waiting');
    const later = await openTracking(undefined, () => undefined);
    await (await later.start(aRun({ experiment: 'short' }))).end('finished');
    await later.close();
    expect((await ended).code).toBe(0);
  });

  test('goes on where a database begins that was not there', async () => {
    await tracking.close();
    for (const part of ['', '-wal', '-shm'])
      rmSync(join(at.folder, `runs.db${part}`), { force: true });
    const said: string[] = [];
    const controller = new AbortController();
    const complain = (text: string) => {
      said.push(text);
      void openTracking(undefined, () => undefined).then(async (made) => {
        tracking = made;
        run = await made.start(aRun({ experiment: 'new' }));
      });
    };
    const print = (text: string) => {
      said.push(text);
      controller.abort();
    };
    const interrupted = () => controller.signal;
    await runsAt({ print, complain, interrupted }, 'watch', '--every=5ms');
    expect(said).toEqual([
      expect.stringMatching(/^Nothing runs in/),
      expect.stringMatching(new RegExp(`^${run.id} +new`)),
    ]);
  });

  test.each([['--every=soon'], ['--every=0']])('%s is wrong usage', async (option) => {
    expect((await watched([option])).code).toBe(2);
  });
});

describe('a run’s line', () => {
  const course: Course = {
    id: '0123456789ab',
    experiment: 'mnli',
    label: 'mnli · lora',
    status: 'running',
    pid: 1,
    host: 'node1',
    startedAt: '',
    seenAt: new Date().toISOString(),
    error: null,
    step: 1200,
    totalSteps: 4800,
    loss: 0.693147,
    stepsPerSecond: 0.24,
    secondsLeft: 15_000,
  };

  test('tells what is known, and what is not by a dash', () => {
    expect(courseTable([course], 120)[1]).toMatch(
      /^0123456789ab {2}mnli · lora {2}1,200\/4,800 {2}0\.6931 {2}4\.17 s\/step {2}4\.2 h {2}node1$/,
    );
    const unknown = { step: null, loss: null, stepsPerSecond: null, secondsLeft: null };
    expect(courseTable([{ ...course, ...unknown }], 120)[1]).toMatch(/lora +– +– +– +– +node1$/);
    const failed = { status: 'failed', loss: 'NaN', error: 'The loss is NaN.\nat 3' } as const;
    const diverged = { ...course, ...failed, stepsPerSecond: null, secondsLeft: null };
    expect(courseLine(diverged)).toMatch(/failed, .*loss NaN, The loss is NaN\.$/);
  });

  test.each([20, 50, 80, 200])('fits into %d columns', (width) => {
    for (const line of courseTable([{ ...course, label: '模型'.repeat(99) }], width))
      expect(stringWidth(line)).toBeLessThanOrEqual(width);
  });
});
