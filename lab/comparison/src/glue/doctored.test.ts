import { beforeAll, expect, it } from 'vitest';
import {
  adapter,
  adapterOf,
  asset,
  environment,
  beside,
  both,
  config,
  eachOf,
  exchanged,
  isOf,
  lacking,
  ofEverySuite,
  otherCommit,
  summary,
  without,
  type Doctor,
  type Own,
} from '../doctor.test.support.ts';
import type { RecordedRun } from '../recorded-run.ts';
import { committedRuns } from '../reference.test.support.ts';
import { admit } from '../admit.ts';
import { glueOutcomes } from './planned-runs.ts';
import type { Predictions } from './predictions.ts';

/**
 * Records that contradict themselves or the plan, each made by one change to the committed ones.
 * None may decide anything. As committed, SingLoRA is four points below LoRA on STS-B.
 */
let recorded: readonly RecordedRun[];

beforeAll(async () => {
  const { runs, close } = await committedRuns('glue.jsonl.br');
  recorded = runs.filter(({ record: own }) => own.config['task'] === 'stsb');
  return close;
});

/** The plan's verdict on STS-B. */
const verdictOf = (runs: readonly RecordedRun[]) =>
  glueOutcomes(admit(runs).glue.runs)[0]?.byMeasure.find(({ measures: [task] }) => task === 'stsb')
    ?.verdict ?? { kind: 'absent' };

const rankOf = (own: Own) => adapterOf(own)['r'];
const of =
  (method: string, purpose = 'result') =>
  (own: Own) =>
    isOf(method)(own) && rankOf(own) === 8 && own.config['purpose'] === purpose;
const isOurs = of('singlora');
const isTrial = of('singlora', 'trial');
const isResult = ({ config: own }: Own) => own['purpose'] === 'result';
const each = eachOf(isOurs);
const trials = eachOf(isTrial);

const predictions =
  (change: (own: Predictions) => Predictions | undefined, which = isOurs): Doctor =>
  (runs) =>
    runs.map((run) => {
      const read = () => {
        const own = run.predictions.read();
        return own && change(own);
      };
      return which(run.record) ? { ...run, predictions: { read } } : run;
    });
const shifted = (own: Predictions) => ({
  ...own,
  rows: own.rows.map((index) => Number(index) + 5),
});

const trainedOn = (hash: string) => (own: Own) => ({
  artifacts: [
    ...own.artifacts.filter(({ name }) => name !== 'trained-rows.json'),
    { name: 'trained-rows.json', path: '', bytes: 0, sha256: hash.repeat(64) },
  ],
});

/** Another file of this name beside the model's weights. */
const otherFile = (name: string) => (own: Own) =>
  asset('model', {
    sha256: {
      ...own.assets.find(({ kind }) => kind === 'model')?.sha256,
      [name]: 'f'.repeat(64),
    },
  })(own);

const score = 'validation/pearson';
const seedOf = ({ config: own }: Own) => Number(own['seed']);
const rateOf = ({ config: own }: Own) => own['learningRate'];
const higher = summary(({ [score]: own = 0 }) => ({ [score]: own + 0.2 }));

/** Gives every seed the predictions of seed 0; `keeps`: how many rows in a thousand stay unchanged. */
const copied =
  (keeps: number): Doctor =>
  (runs) => {
    const first = runs.find(({ record }) => isOurs(record) && seedOf(record) === 0);
    const theirs = first!.predictions.read()!;
    const own = runs.map((run) =>
      isOurs(run.record)
        ? { ...run, record: { ...run.record, summary: first!.record.summary } }
        : run,
    );
    return predictions((mine) => ({
      ...mine,
      predicted: theirs.predicted.map((answer, at) =>
        Number(theirs.rows[at]) % 1000 < keeps ? mine.predicted[at]! : answer,
      ),
    }))(own);
  };

/** Gives SingLoRA the predictions and the score of another run, each value moved by `noise`. */
const predictedAs =
  (other: (own: Own) => Own, noise: number): Doctor =>
  (runs) =>
    runs.map((run) => {
      if (!isOurs(run.record)) return run;
      const { id } = other(run.record);
      const from = runs.find(({ record }) => record.id === id)!;
      const read = () => {
        const own = from.predictions.read()!;
        const moved = (value: unknown, at: number) => Number(value) + noise * Math.sin(at);
        return { ...own, predicted: own.predicted.map(moved) };
      };
      const { [score]: their = 0 } = from.record.summary;
      const record = { ...run.record, summary: { ...run.record.summary, [score]: their } };
      return { ...run, record, predictions: { read } };
    });

/** SingLoRA at rank 16, which lies below LoRA, too. */
const atRank16 = (seed: number): Own =>
  recorded.find(
    ({ record: own }) =>
      isOf('singlora')(own) &&
      rankOf(own) === 16 &&
      own.config['purpose'] === 'result' &&
      seedOf(own) === seed,
  )!.record;

const started =
  (at: string) =>
  (own: Own): Partial<Own> => ({
    starts: own.starts.map((start) => ({ ...start, startedAt: at })),
  });

it('decides as committed', () => {
  const unchanged = each(() => ({}));
  for (const runs of [recorded, unchanged(recorded)]) expect(verdictOf(runs).kind).toBe('lower');
});

it.each<[string, Doctor, unknown?]>([
  ...ofEverySuite(each),
  // The record against itself.
  ['scores that its predictions do not have', each(higher)],
  ['no scores', each(lacking(/^validation/))],
  ['the headline score alone is missing', each(lacking(/^validation\/pearson$/))],
  ['no steps', each(lacking(/^steps$/))],
  ['fewer trained rows', each(summary(() => ({ trainRows: 5000 })))],
  ['fewer scored rows', each(summary(() => ({ 'validation/rows': 1000 })))],
  [
    'twice the parameters',
    each(summary(({ adapterParameters = 0 }) => ({ adapterParameters: 2 * adapterParameters }))),
  ],
  [
    'another head',
    each(
      summary(({ trainableParameters = 0 }) => ({
        trainableParameters: trainableParameters + 1000,
      })),
    ),
  ],
  ['methods exchanged', exchanged((own) => rankOf(own) === 8)],
  ['another rank', each(adapter({ r: 4, lora_alpha: 4 }))],
  ['predictions of one seed for all', copied(0)],
  ['predictions of one seed for all but 1 % of the rows', copied(10)],
  ['predictions of another rank', predictedAs((own) => atRank16(seedOf(own)), 0)],
  [
    'predictions of another rank, a little moved',
    predictedAs((own) => atRank16(seedOf(own)), 0.02),
  ],
  [
    'predictions of another rank and seed, a little moved',
    predictedAs((own) => atRank16((seedOf(own) + 1) % 10), 0.05),
  ],
  ['a flag that it diverged, though it is whole', each(summary(() => ({ diverged: 1 })))],
  [
    'a floor that the labels do not give',
    each(summary(() => ({ 'validation/pearson/baseline': -0.9 }))),
  ],
  ['an end before the start', each(({ startedAt }) => ({ finishedAt: `1${startedAt.slice(1)}` }))],
  ['another backend', each(environment({ backend: 'wasm' }))],
  ['predictions of other rows', predictions(shifted)],
  [
    'predictions with other labels',
    predictions((own) => ({ ...own, labels: own.rows.map((index) => Number(index) % 5) })),
  ],
  ['no predictions', predictions(() => undefined)],
  ['two results of one identity', beside(isOurs, higher)],
  // The record against the plan.
  ['other weights', each(asset('model'))],
  ['quantised weights', each(asset('model', { quantised: 'Q4_0' }))],
  ['quantised weights of both', each(asset('model', { quantised: 'Q4_0' }), both)],
  ['other rows', each(asset('dataset'))],
  ['rows of our own', each(asset('dataset', { source: 'built-in' }))],
  ['rows of another split on both sides', predictions(shifted, both)],
  ['other trained rows', (runs) => each(trainedOn('b'))(each(trainedOn('a'), both)(runs))],
  ['another model by name', each(config({ model: 'someone/MiniLM' }))],
  ['no ramp', each(adapter({ ramp: 'none' }))],
  ['another start', each(adapter({ init: { dist: 'uniform', fan: 'rank' } }))],
  ['dropout', each(config({ dropout: 0.1 }))],
  ['dropout in the adapter', each(adapter({ lora_dropout: 0.1 }))],
  ['other clipping', each(config({ maxGradNorm: 0 }))],
  ['another precision', each(config({ precision: 'bfloat16' }))],
  ['another schedule', each(config({ schedule: 'constant' }))],
  ['more epochs', each(config({ epochs: 2 }))],
  ['a larger batch', each(config({ batchSize: 16 }))],
  ['a larger scale', each(adapter({ lora_alpha: 16 }))],
  ['other modules', each(adapter({ target_modules: ['query'] }))],
  ['all layers', each(config({ adaptLayers: 'all' }))],
  ['a step limit', each(config({ maxSteps: 100 }))],
  ['eight seeds', without((own) => isOurs(own) && seedOf(own) >= 8)],
  ['the same seed of both sides left out', without((own) => isResult(own) && seedOf(own) === 4)],
  ['rows cut to another length', each(summary(() => ({ truncatedTrainRows: 17 })))],
  ['another tokenizer', each(otherFile('tokenizer.json'))],
  ['another configuration of the model', each(otherFile('config.json'))],
  // The search.
  ['a rate that was given', each(config({ search: null }))],
  [
    'a rate that is not the best of the trials',
    each(
      summary(() => ({ 'holdout/pearson': 0.99 })),
      (own) => isTrial(own) && rateOf(own) === 0.0003,
    ),
  ],
  [
    'an extra rate of one side',
    beside((own) => isTrial(own) && rateOf(own) === 0.01, config({ learningRate: 0.02 })),
  ],
  ['no trials', without(isTrial)],
  ['one trial less', without((own) => isTrial(own) && seedOf(own) === 2)],
  [
    'shorter trials of one side',
    trials(summary(({ steps = 0 }) => ({ trainRows: 1000, steps: steps / 2 }))),
  ],
  ['trials on other rows', trials(summary(() => ({ 'holdout/rows': 500 })))],
  ['trials under other code', trials(otherCommit)],
  [
    'trials of both sides that trained on the rows that score them',
    eachOf(({ config: own }) => own['purpose'] === 'trial')(
      summary(({ 'holdout/rows': heldOut = 0, trainRows = 0 }) => ({
        trainRows: trainRows + heldOut,
      })),
    ),
  ],
  ['trials that began after the results', trials(started('2999-01-01T00:00:00.000Z'))],
  ['trials with other weights', trials(asset('model'))],
  ['trials with other seeds', trials((own) => config({ seed: 50 + seedOf(own) })(own))],
  [
    'trials cut to another length',
    trials(summary(() => ({ truncatedTrainRows: 17, 'holdout/truncatedRows': 17 }))),
  ],
  [
    'results that were trained on the rows of their trials',
    (runs) => eachOf(isOurs)(trainedOn('a'))(eachOf(isTrial)(trainedOn('a'))(runs)),
  ],
])('decides nothing: %s', (_, doctor) => {
  expect(['none', 'undecided', 'absent']).toContain(verdictOf(doctor(recorded)).kind);
});
