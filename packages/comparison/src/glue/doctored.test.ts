import { scoredSplits } from '@singlora/records';
import { beforeAll, expect, it } from 'vitest';
import type { RecordedRun } from '../recorded-run.ts';
import { committedRuns, expectPlanAlike } from '../reference.test.support.ts';
import { glueOutcomes } from './planned-runs.ts';
import { PredictionsReader, type Predictions } from './predictions.ts';
import { glueRuns } from './run.ts';

/**
 * Records that contradict themselves or the plan, each made by one change to the committed ones.
 * None may decide anything. As committed, SingLoRA is four points below LoRA on STS-B.
 */
let recorded: readonly RecordedRun[];
/** The committed runs of all tasks; `recorded` has those of STS-B. */
let all: readonly RecordedRun[];

beforeAll(async () => {
  const { runs, close } = await committedRuns('glue.jsonl.br');
  all = runs;
  recorded = all.filter(({ record: own }) => own.config['task'] === 'stsb');
  return close;
});

/** The plan's verdict on STS-B. */
const verdictOf = (runs: readonly RecordedRun[]) =>
  glueOutcomes(glueRuns(runs).runs)[0]?.byMeasure.find(({ measures: [task] }) => task === 'stsb')
    ?.verdict ?? { kind: 'absent' };

type Doctor = (runs: readonly RecordedRun[]) => readonly RecordedRun[];

type Change = (run: RecordedRun) => RecordedRun | readonly RecordedRun[];

const of =
  (method: string, purpose = 'result') =>
  ({ record: { config } }: RecordedRun) =>
    config['method'] === method && config['rank'] === 8 && config['purpose'] === purpose;

/** Changes the runs of one kind, by default SingLoRA's results. */
const each =
  (change: Change, which = of('singlora')): Doctor =>
  (runs) =>
    runs.flatMap((run) => (which(run) ? change(run) : run));

const both = (change: Change): Doctor => each(change, () => true);

const trials = (change: Change, method = 'singlora') => each(change, of(method, 'trial'));

const record =
  (change: (own: RecordedRun['record']) => Partial<RecordedRun['record']>): Change =>
  (run) => {
    const changed = { ...run.record, ...change(run.record) };
    return { ...run, record: changed, predictions: predictionsOf(changed) };
  };

const predictionsOf = (run: RecordedRun['record']) =>
  new PredictionsReader().of(run, scoredSplits(run.summary)[0] ?? '');

const config = (changes: Readonly<Record<string, unknown>>) =>
  record((own) => ({ config: { ...own.config, ...changes } }));

const summary = (changeOf: (own: Readonly<Record<string, number>>) => Record<string, number>) =>
  record((own) => ({ summary: { ...own.summary, ...changeOf(own.summary) } }));

const without = (names: RegExp) =>
  record((own) => ({
    summary: Object.fromEntries(Object.entries(own.summary).filter(([name]) => !names.test(name))),
  }));

const environment = (changes: Partial<RecordedRun['record']['environment']>) =>
  record((own) => ({ environment: { ...own.environment, ...changes } }));

const asset = (kind: 'model' | 'dataset', changes: object) =>
  record((own) => ({
    assets: own.assets.map((one) => (one.kind === kind ? { ...one, ...changes } : one)),
  }));

const predictions =
  (change: (own: Predictions, run: RecordedRun) => Predictions | undefined): Change =>
  (run) => ({
    ...run,
    predictions: {
      read: () => {
        const own = run.predictions.read();
        return own && change(own, run);
      },
    },
  });

const trainedOn = (hash: string) =>
  record((own) => ({
    artifacts: [
      ...own.artifacts.filter(({ name }) => name !== 'trained-rows.json'),
      { name: 'trained-rows.json', path: '', bytes: 0, sha256: hash.repeat(64) },
    ],
  }));

const otherHash = { sha256: { 'model.safetensors': 'f'.repeat(64) } };
const score = 'validation/pearson';
const seedOf = ({ record: own }: RecordedRun) => own.config['seed'];

/** Gives every seed the predictions of seed 0; `keeps`: how many rows in a thousand stay unchanged. */
const copied =
  (keeps: number): Doctor =>
  (runs) => {
    const first = runs.find((run) => of('singlora')(run) && seedOf(run) === 0);
    return each(({ record: own, ...rest }) => ({
      ...rest,
      record: { ...own, summary: first?.record.summary ?? {} },
      predictions: {
        read: () => {
          const [mine, theirs] = [rest.predictions.read(), first?.predictions.read()];
          return (
            mine &&
            theirs && {
              ...mine,
              predicted: theirs.predicted.map((answer, at) =>
                Number(theirs.rows[at]) % 1000 < keeps ? mine.predicted[at]! : answer,
              ),
            }
          );
        },
      },
    }))(runs);
  };

const swapped: Doctor = (runs) =>
  runs.map((run) => {
    const other = { singlora: 'lora', lora: 'singlora' }[String(run.record.config['method'])];
    if (other === undefined || run.record.config['rank'] !== 8) return run;
    const of = runs.find(({ record: { config: one } }) => one['method'] === other);
    const { ramp, init } = of?.record.config ?? {};
    return config({ method: other, ramp, init })(run) as RecordedRun;
  });

const cases: readonly (readonly [string, Doctor])[] = [
  // The record against itself.
  [
    'scores that its predictions do not have',
    each(summary((own) => ({ [score]: (own[score] ?? 0) + 0.2 }))),
  ],
  ['no scores', each(without(/^validation/))],
  ['the headline score alone is missing', each(without(/^validation\/pearson$/))],
  ['half the steps', each(summary((own) => ({ steps: (own['steps'] ?? 0) / 2 })))],
  ['no steps', each(without(/^steps$/))],
  ['fewer trained rows', each(summary(() => ({ trainRows: 5000 })))],
  ['fewer scored rows', each(summary(() => ({ 'validation/rows': 1000 })))],
  [
    'twice the parameters',
    each(summary((own) => ({ adapterParameters: 2 * (own['adapterParameters'] ?? 0) }))),
  ],
  [
    'another head',
    each(summary((own) => ({ trainableParameters: (own['trainableParameters'] ?? 0) + 1000 }))),
  ],
  [
    'a larger model',
    each(summary((own) => ({ totalParameters: 2 * (own['totalParameters'] ?? 0) }))),
  ],
  ['methods exchanged', swapped],
  ['another rank', each(config({ rank: 4, alpha: 4 }))],
  ['predictions of one seed for all', copied(0)],
  ['predictions of one seed for all but 1 % of the rows', copied(10)],
  [
    'predictions of other rows',
    each(
      predictions((own) => ({
        ...own,
        rows: own.rows.map((index) => Number(index) + 5),
      })),
    ),
  ],
  [
    'predictions with other labels',
    each(
      predictions((own) => ({
        ...own,
        labels: own.rows.map((index) => Number(index) % 5),
      })),
    ),
  ],
  ['no predictions', each(predictions(() => undefined))],
  [
    'two results of one identity',
    each((run) => [
      summary((own) => ({ [score]: (own[score] ?? 0) + 0.2 }))(
        record(() => ({ id: `${run.record.id}b` }))(run) as RecordedRun,
      ) as RecordedRun,
      run,
    ]),
  ],
  // The record against the plan.
  ['other weights', each(asset('model', otherHash))],
  ['quantised weights', each(asset('model', { quantised: 'Q4_0' }))],
  ['other rows', each(asset('dataset', otherHash))],
  ['rows of our own', each(asset('dataset', { source: 'built-in' }))],
  ['another model by name', each(config({ model: 'someone/MiniLM' }))],
  ['no ramp', each(config({ ramp: 0 }))],
  ['another start', each(config({ init: { dist: 'uniform', fan: 'rank' } }))],
  ['dropout', each(config({ dropout: 0.1 }))],
  ['dropout in the adapter', each(config({ adapterDropout: 0.1 }))],
  ['other clipping', each(config({ maxGradNorm: 0 }))],
  ['another precision', each(config({ precision: 'bfloat16' }))],
  ['another schedule', each(config({ schedule: 'constant' }))],
  ['more epochs', each(config({ epochs: 2 }))],
  ['a larger batch', each(config({ batchSize: 16 }))],
  ['a larger scale', each(config({ alpha: 16 }))],
  ['other modules', each(config({ targets: ['query'] }))],
  ['all layers', each(config({ adaptLayers: 'all' }))],
  ['a step limit', each(config({ maxSteps: 100 }))],
  ['a smoke run', each(config({ preset: 'smoke' }))],
  ['eight seeds', (runs) => runs.filter((run) => !of('singlora')(run) || Number(seedOf(run)) < 8)],
  // The code.
  [
    'code that was not committed',
    each(environment({ git: { commit: '47a020a8', branch: 'HEAD', dirty: true } })),
  ],
  [
    'code of another commit',
    each(environment({ git: { commit: 'f'.repeat(40), branch: 'HEAD', dirty: false } })),
  ],
  ['other packages', each(environment({ packages: { '@tensorflow/tfjs-core': '9.0.0' } }))],
  // Both sides alike.
  ['other weights under the same name', both(asset('model', otherHash))],
  ['quantised weights of both', both(asset('model', { quantised: 'Q4_0' }))],
  [
    'code of both that was not committed',
    both(environment({ git: { commit: '47a020a8', branch: 'HEAD', dirty: true } })),
  ],
  [
    'rows of another split on both sides',
    both(
      predictions((own) => ({
        ...own,
        rows: own.rows.map((index) => Number(index) + 5),
      })),
    ),
  ],
  [
    'other trained rows',
    (runs) =>
      each(
        trainedOn('a'),
        () => true,
      )(runs).map((run) => (of('singlora')(run) ? (trainedOn('b')(run) as RecordedRun) : run)),
  ],
  // The search.
  ['a rate that was given', each(config({ search: null }))],
  [
    'a rate that is not the best of the trials',
    (runs) =>
      trials((run) =>
        summary((own) => ({
          'holdout/pearson':
            run.record.config['learningRate'] === 0.0003 ? 0.99 : (own['holdout/pearson'] ?? 0),
        }))(run),
      )(runs),
  ],
  [
    'an extra rate of one side',
    (runs) =>
      trials((run) =>
        run.record.config['learningRate'] === 0.01
          ? [
              run,
              config({ learningRate: 0.02 })(
                record(() => ({ id: `${run.record.id}c` }))(run) as RecordedRun,
              ) as RecordedRun,
            ]
          : run,
      )(runs),
  ],
  ['no trials', trials(() => [])],
  ['one trial less', (runs) => trials((run) => (seedOf(run) === 2 ? [] : run))(runs)],
  [
    'shorter trials of one side',
    trials(summary((own) => ({ trainRows: 1000, steps: (own['steps'] ?? 0) / 2 }))),
  ],
  ['trials on other rows', trials(summary(() => ({ 'holdout/rows': 500 })))],
  [
    'trials under other code',
    trials(environment({ git: { commit: 'f'.repeat(40), branch: 'HEAD', dirty: false } })),
  ],
  ['trials with other weights', trials(asset('model', otherHash))],
];

it('as committed has SciPy’s comparisons, and Holm’s values', () => {
  expect(expectPlanAlike('top-two', all)).toEqual({ allAreJudged: true });
});

it('decides as committed', () => {
  expect(verdictOf(recorded).kind).toBe('lower');
});

it.each(cases)('decides nothing: %s', (_, doctor) => {
  expect(['none', 'undecided', 'absent']).toContain(verdictOf(doctor(recorded)).kind);
});
