import { join } from 'node:path';
import { glueRuns, PredictionsReader, type RecordedRun } from '@singlora/comparison';
import { openTracking, importRuns } from '@singlora/tracking';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { measuredOf } from './measured.ts';
import { recordedRuns } from '../recorded-runs.ts';
import type { Ablation } from './ablation.ts';
import initFan from './init-fan.ablation.ts';
import ramp from './ramp.ablation.ts';

/**
 * Ablations' records that contradict themselves or each other, each made by one change to the committed ones. None may
 * decide anything. As committed, the ramp's length makes no difference, and the fan of A's start makes one.
 */
let recorded: readonly RecordedRun[];
let close: () => Promise<void>;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ablations-'));
  const tracking = await openTracking(join(folder, 'runs.db'));
  await importRuns(tracking, join(import.meta.dirname, '../../results/ablations.jsonl.br'));
  recorded = (await recordedRuns(tracking, {})).runs.filter(({ record }) =>
    ['ramp', 'init-fan'].includes(record.experiment),
  );
  close = async () => {
    await tracking.close();
    await rm(folder, { recursive: true });
  };
});
afterAll(() => close());

type Own = RecordedRun['record'];
type Doctor = (runs: readonly RecordedRun[]) => readonly RecordedRun[];

/** The verdict of an ablation. */
function verdictOf(ablation: Ablation, all: readonly RecordedRun[]) {
  const own = all.filter(({ record }) => record.experiment === ablation.name);
  const [setting] = measuredOf(ablation, glueRuns(own).runs, 1).settings;
  return setting && ablation.judge(setting)?.verdict;
}

const isResult = ({ config }: Own) => config['purpose'] === 'result';
const isTrial = (own: Own) => !isResult(own);
/** Whether a run is a reference of the claims: a ramp of 1 %, or a fan of the width. */
const isReference = (own: Own) =>
  own.config['ramp'] === 0.01 && JSON.stringify(own.config['init']).includes('width');
const each =
  (
    to: (own: Own) => Partial<Own>,
    which = (own: Own) => isResult(own) && isReference(own),
  ): Doctor =>
  (runs) =>
    runs.map((run) =>
      which(run.record) ? { ...run, record: { ...run.record, ...to(run.record) } } : run,
    );
const trials = (to: (own: Own) => Partial<Own>) =>
  each(to, (own) => isTrial(own) && isReference(own));
const without =
  (which: (own: Own) => boolean): Doctor =>
  (runs) =>
    runs.filter(({ record }) => !which(record));
const summary = (changes: (own: Own['summary']) => Own['summary']) => (own: Own) => ({
  summary: { ...own.summary, ...changes(own.summary) },
});
const environment = (changes: Partial<Own['environment']>) => (own: Own) => ({
  environment: { ...own.environment, ...changes },
  starts: own.starts.map((start) => ({
    ...start,
    environment: { ...start.environment, ...changes },
  })),
});
const commit = (hash: string, dirty = false) =>
  environment({ git: { commit: hash, branch: 'HEAD', dirty } });
const config = (changes: object) => (own: Own) => ({ config: { ...own.config, ...changes } });
const rateIs = (rate: number) => (own: Own) => own.config['learningRate'] === rate;
const score = 'validation_matched/accuracy';

it('decide as committed', () => {
  expect(verdictOf(ramp, recorded)).toBe('holds');
  expect(verdictOf(initFan, recorded)).toBe('does not hold');
});

it.each<[string, Doctor]>([
  // The record against itself.
  [
    'scores that its predictions do not have',
    (runs) =>
      each(summary((own) => ({ [score]: (own[score] ?? 0) + 0.2 })))(runs).map((run) => ({
        ...run,
        predictions: new PredictionsReader().of(run.record, 'validation_matched'),
      })),
  ],
  ['half the steps', each(summary(({ steps = 0 }) => ({ steps: steps / 2 })))],
  ['fewer trained rows', each(summary(() => ({ trainRows: 5000 })))],
  [
    'twice the parameters',
    each(summary(({ adapterParameters = 0 }) => ({ adapterParameters: 2 * adapterParameters }))),
  ],
  [
    'a larger model',
    each(summary(({ totalParameters = 0 }) => ({ totalParameters: 2 * totalParameters }))),
  ],
  ['another identity', each(environment({ code: { 'a.ts': 'f' } }))],
  [
    'other weights',
    each(
      (own) => ({
        assets: own.assets.map((one) =>
          one.kind === 'model' ? { ...one, sha256: { 'model.safetensors': 'f'.repeat(64) } } : one,
        ),
      }),
      () => true,
    ),
  ],
  [
    'two results of one identity',
    (runs) => [
      ...runs,
      ...each((own) => ({
        id: `x${own.id}`,
        ...summary((its) => ({ [score]: (its[score] ?? 0) + 0.2 }))(own),
      }))(runs.filter(({ record }) => isReference(record))),
    ],
  ],
  // The code.
  ['code of another commit', each(commit('f'.repeat(40)))],
  ['code that was not committed', each(commit('f'.repeat(40), true), () => true)],
  ['other packages', each(environment({ packages: { '@tensorflow/tfjs-core': '9.0.0' } }))],
  // What may be compared.
  ['four seeds', without((own) => isResult(own) && own.config['seed'] === 0)],
  ['another dropout', each(config({ dropout: 0.1 }))],
  ['another schedule', each(config({ schedule: 'constant' }))],
  ['another clipping', each(config({ maxGradNorm: 10 }))],
  ['a larger scale', each(config({ alpha: 16 }))],
  ['a smoke run', each(config({ preset: 'smoke' }), () => true)],
  // The search.
  ['no trials', without(isTrial)],
  [
    'one trial less of one side',
    without(
      (own) => isTrial(own) && isReference(own) && rateIs(3e-4)(own) && own.config['seed'] === 0,
    ),
  ],
  [
    'a rate that one side alone did not try',
    without((own) => isTrial(own) && isReference(own) && rateIs(3e-4)(own)),
  ],
  ['trials by other code', trials(commit('f'.repeat(40)))],
  [
    'shorter trials of one side',
    trials(summary(({ steps = 0 }) => ({ trainRows: 1000, steps: steps / 2 }))),
  ],
  [
    'a rate that is not the best',
    each(
      summary(() => ({ 'holdout/accuracy': 0.99 })),
      (own) => isTrial(own) && isReference(own) && rateIs(3e-4)(own),
    ),
  ],
])('decide nothing: %s', (_, doctor) => {
  const own = recorded.filter(({ record }) => record.experiment === initFan.name);
  expect([undefined, 'undecided']).toContain(verdictOf(initFan, doctor(own)));
});
