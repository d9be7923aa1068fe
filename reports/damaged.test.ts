import { appendFile, mkdir, truncate, unlink } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { recordedRuns } from '@singlora/comparison';
import { openArchive, openTracking, type Tracking } from '@singlora/tracking';
import { afterEach, beforeEach, expect, it } from 'vitest';
import ablationsPage from './ablations.page.ts';
import gluePage from './glue.page.ts';
import { usualLimits } from './limits.ts';
import { htmlBy, htmlOf, wordsOf } from './page-text.test.support.ts';
import { makeRun, runsOf, type Change } from '../lab/comparison/src/recorded.test.support.ts';
import { theoryOf } from './suites.ts';
import theoryPage from './theory.page.ts';
import { readChecks } from '@singlora/theory';

/** A smoke run of each check. */
const checksArchive = join(import.meta.dirname, '../theory/fixtures/smoke.jsonl.gz');

const folder = folderForEachTest();
let tracking: Tracking;

beforeEach(async () => {
  tracking = await openTracking(join(folder, 'runs.db'));
});
afterEach(async () => {
  await tracking.close();
});

const rows = 80;
/** The predictions of all rows, of which the score's share is right. */
const predictionsOf = (score: number): string =>
  Array.from({ length: rows }, (_, index) =>
    JSON.stringify({ index, label: 'yes', predicted: index < rows * score ? 'yes' : 'no' }),
  ).join('\n');

async function record(made: Change): Promise<string> {
  const run = makeRun(made).record;
  const started = await tracking.start({ ...run });
  await started.artifact('predictions.validation_matched.jsonl', predictionsOf(made.score ?? 0.7));
  await started.end('finished', {
    ...run.summary,
    'validation_matched/rows': rows,
    'validation_matched/accuracy/baseline': 1,
  });
  return started.id;
}

/** The text of the GLUE page for what is recorded. */
async function words(): Promise<string> {
  const { runs, damaged } = await recordedRuns(tracking);
  return wordsOf(await htmlBy(gluePage, { runs, damaged }));
}

it('names a run whose record is damaged on every page, and shows the others', async () => {
  await record({ method: 'singlora', score: 0.8125 });
  const config = { '<b>': 1 };
  const { record: run } = makeRun({ experiment: '<script>alert(1)</script>', config });
  const started = await tracking.start({
    ...run,
    assets: [{ ...run.assets[0]!, kind: 'x' as 'model' }],
  });
  await started.end('finished');
  const { runs, damaged } = await recordedRuns(tracking);
  const pages = [
    await htmlBy(gluePage, { runs, damaged }),
    await htmlBy(ablationsPage, { damaged }),
    await htmlBy(theoryPage, { damaged }),
  ];
  for (const page of pages) {
    expect(wordsOf(page)).toContain(
      `Run ${started.id} of <script>alert(1)</script>: its record is damaged (assets.0.kind: `,
    );
    expect(page).not.toContain('<script>alert');
  }
  expect(pages[0]).toContain('81.3%');
});

it.each<[string, (path: string) => Promise<unknown>, string]>([
  ['missing', unlink, 'cannot be read'],
  ['changed', (path) => appendFile(path, ' '), 'is not what was recorded'],
  ['cut', (path) => truncate(path, 3), 'is not what was recorded'],
  [
    'a pipe',
    async (path) => {
      await unlink(path);
      execFileSync('mkfifo', [path]);
    },
    'cannot be read (it is no file)',
  ],
  [
    'a folder',
    async (path) => {
      await unlink(path);
      await mkdir(path);
    },
    'cannot be read (it is no file)',
  ],
  ['endless', (path) => truncate(path, 2 ** 40), 'is not what was recorded'],
])('names a run whose predictions are %s', async (_, damage, problem) => {
  const id = await record({ method: 'singlora' });
  await record({ method: 'lora' });
  await damage(join(folder, id, 'predictions.validation_matched.jsonl'));
  const text = await words();
  expect(text).toContain('The predictions of 1 run cannot be used');
  expect(text).toContain(`Run ${id}: `);
  expect(text).toContain(problem);
});

it('names a check whose result is a bomb of brackets', async () => {
  const archive = await openArchive(checksArchive);
  const [run] = await archive.list({ experiment: 'width-sweep' });
  await archive.close();
  const started = await tracking.start({ ...run! });
  await started.artifact('result.json', '['.repeat(10_000) + ']'.repeat(10_000));
  await started.end('finished');
  const { runs } = await recordedRuns(tracking);
  const { outdated } = readChecks(runs.map((one) => one.record));
  expect(outdated).toMatchObject([{ message: expect.stringContaining(started.id) as string }]);
});

it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
  '%s is a name like any other',
  async (name) => {
    const config = { task: name, preset: name, model: name };
    for (const method of ['lora', name])
      for (const experiment of ['mnli', name, 'ramp']) {
        await record({ experiment, method, config });
        await record({
          experiment,
          method,
          config: { task: 'sst2', adapter: { init: { dist: name, fan: name } } },
        });
      }
    const unknown = JSON.parse(`{"${name}":1}`) as Record<string, unknown>;
    await record({ experiment: 'mnli', config: unknown });
    const { runs, damaged } = await recordedRuns(tracking);
    expect([runs.length, damaged]).toEqual([13, []]);
    const page = await htmlBy(gluePage, { runs });
    expect(wordsOf(page)).toContain(`${name} − LoRA 0.00`);
    expect(page).toContain(`is read (Unrecognized key: &quot;${name}&quot;)`);
    expect(page).not.toContain('[native code]');
    expect(await htmlBy(ablationsPage, { runs })).not.toContain('[native code]');
    expect(readChecks(runs.map((one) => one.record)).runs).toEqual([]);
  },
);

it('reads metrics of the runs that it draws, and no others', async () => {
  const seeds = Array.from({ length: 100 }, (_, seed) => seed);
  const made = seeds.flatMap((seed) =>
    ['lora', 'singlora'].map((method) => makeRun({ method, seed, score: 0.7 + seed / 1_000 })),
  );
  let read = 0;
  const runs = made.map((run) => ({
    ...run,
    metric: () => {
      read += 1;
      return Promise.resolve(Array.from({ length: 30 }, (_, step) => ({ step, value: 1 })));
    },
  }));
  const text = wordsOf(await htmlBy(gluePage, { runs }));
  expect(read).toBe(60);
  expect(text).toContain('60 of 200 runs are drawn, the first seeds of each variant.');
  expect(text).toContain('100 seeds');
  expect(text).toMatch(/28, 29 and 70 more/);
});

it('shows the variants with the most seeds, judges all, and says so', async () => {
  const rates = Array.from({ length: 8 }, (_, index) => 1e-4 * (index + 1));
  const made = rates.flatMap((learningRate, index) =>
    runsOf('mnli', { lora: [0.7, 0.71, 0.72].slice(index % 3) }, { config: { learningRate } }),
  );
  const limits = { ...usualLimits, variants: 3 };
  const page = await htmlBy(gluePage, { runs: made.map(makeRun), limits });
  const text = wordsOf(page);
  expect(text).toContain('The 3 of 8 variants with the most seeds are shown');
  expect(text).toContain('npx nx run reports:build --all');
  expect(text).not.toContain('lr 2e-4');
  const all = wordsOf(
    await htmlBy(gluePage, {
      runs: made.map(makeRun),
    }),
  );
  expect(all).toContain('lr 2e-4');
  expect(all).not.toContain('--all');
});

it('reads no more than the newest configurations of a check', async () => {
  const archive = await openArchive(checksArchive);
  try {
    const records = await archive.list({ experiment: 'width-sweep' });
    const checks = readChecks(records, 2);
    const newest = records.slice(0, 2).map(({ id }) => id);
    expect(checks.runs.map(({ record: { id } }) => id)).toEqual(newest.toReversed());
    expect(wordsOf(await htmlOf(theoryPage, { ...theoryOf(checks), damaged: [] }))).toContain(
      '2 of 4 configurations are shown',
    );
  } finally {
    await archive.close();
  }
});
