import { join } from 'node:path';
import { openArchive } from '@singlora/tracking';
import { beforeAll, expect, it } from 'vitest';
import type { RecordedRun } from '../recorded-run.ts';
import { pictureComparisons } from './compare.ts';
import { dreamBoothRuns } from './run.ts';
import { dreamBoothSettings } from './setting.ts';

/** Doctored copies of the committed pictures, each by one change: no difference from LoRA may be told then. */
let recorded: readonly RecordedRun[];

beforeAll(async () => {
  const archive = join(import.meta.dirname, '../../../../results/dreambooth.jsonl.br');
  const tracking = await openArchive(archive);
  recorded = (await tracking.list()).flatMap((run) => {
    if (!('config' in run)) return [];
    const nothing = { metric: () => Promise.resolve([]), predictions: { read: () => undefined } };
    return { record: run, ...nothing };
  });
  return () => tracking.close();
});

const comparisons = (all: readonly RecordedRun[]) => {
  const { runs } = dreamBoothRuns(all);
  const of = (purpose: string) => runs.filter(({ config }) => config.purpose === purpose);
  const [setting] = dreamBoothSettings(of('result'), of('trial'));
  return setting ? pictureComparisons(setting, 'rank', 'fidelity') : [];
};

/** Every reason why SingLoRA less LoRA, at equal rank, decides nothing. */
const reasons = (all: readonly RecordedRun[]) =>
  comparisons(all)
    .filter(({ one }) => one.method === 'singlora')
    .map(({ reservation }) => reservation);

type Record = RecordedRun['record'];
type Training = { learningRate: number; steps: number };

const isOf = ({ config }: Record, purpose: string, method = 'singlora') =>
  config['method'] === method && config['purpose'] === purpose;
const rateOf = ({ config }: Record) => (config['training'] as Training).learningRate;

const change =
  (which: (own: Record) => boolean, to: (own: Record) => Partial<Record>) =>
  (all: readonly RecordedRun[]) =>
    all.map((run) =>
      which(run.record) ? { ...run, record: { ...run.record, ...to(run.record) } } : run,
    );

const commit = (own: Record): Partial<Record> => {
  const environment = {
    ...own.environment,
    git: { commit: 'f'.repeat(40), branch: 'main', dirty: false },
  };
  return { environment, starts: own.starts.map((start) => ({ ...start, environment })) };
};

it.each<[string, (all: readonly RecordedRun[]) => readonly RecordedRun[], RegExp]>([
  ['results by other code', change((own) => isOf(own, 'result'), commit), /made by different code/],
  ['trials by other code', change((own) => isOf(own, 'trial'), commit), /made by different code/],
  [
    'a rate that is not the best',
    change(
      (own) => isOf(own, 'trial') && rateOf(own) === 3e-4,
      (own) => ({ summary: { ...own.summary, fidelity: 0.99 } }),
    ),
    /its rate is not the best of its trials/,
  ],
  [
    'a rate that one side alone did not try',
    (all) => all.filter(({ record: own }) => !(isOf(own, 'trial') && rateOf(own) === 3e-4)),
    /not searched at the same rates/,
  ],
  [
    'shorter trials of one side',
    change(
      (own) => isOf(own, 'trial'),
      (own) => {
        const training = { ...(own.config['training'] as Training), steps: 10 };
        return { config: { ...own.config, training } };
      },
    ),
    /their trials differ in length/,
  ],
])('decides nothing: %s', (_, doctor, why) => {
  const found = reasons(doctor(recorded));
  expect(found.length).toBeGreaterThan(0);
  for (const reason of found) expect(reason).toMatch(why);
});

it('a run without its score is missing, not diverged', () => {
  const without = change(
    (own) => isOf(own, 'result'),
    ({ summary: { fidelity: _score, ...summary } }) => ({ summary }),
  );
  const { runs } = dreamBoothRuns(without(recorded));
  const own = runs.filter(({ record }) => isOf(record, 'result'));
  expect(own.map(({ scored, diverged }) => scored || diverged)).not.toContain(true);
});

it('has nothing against them as committed', () => {
  expect(reasons(recorded)).toEqual([undefined]);
});
