import { beforeAll, describe, expect, it } from 'vitest';
import {
  asset,
  beside,
  config,
  ofEverySuite,
  exchanged,
  isOf,
  lacking,
  summary,
  without,
  type Doctor,
  type Own,
} from '../doctor.test.support.ts';
import type { RecordedRun } from '../recorded-run.ts';
import { verdictOf } from '../verdict.ts';
import { committedRuns, expectAlike, reference } from '../reference.test.support.ts';
import { pictureComparisons, pictureMargin } from './compare.ts';
import {
  atPaperScale,
  each,
  grid,
  outcomeOf,
  shifted,
  training,
  trainingOf,
} from './grid.test.support.ts';
import { dreamBoothRuns } from './run.ts';
import { dreamBoothSettings } from './setting.ts';

/**
 * Records that contradict themselves or each other, each made by one change to a grid of rates that allows a decision.
 * None may decide anything. The grid is made from recorded pictures, which have one rate per method and decide nothing.
 */
let recorded: readonly RecordedRun[];
let decided: readonly RecordedRun[];

beforeAll(async () => {
  const archive = await committedRuns('pictures.jsonl.br', 'fixtures');
  recorded = archive.runs;
  decided = grid(recorded, 0.1);
  return archive.close;
});

const rateIs = (rate: number) => (own: Own) =>
  isOf('singlora')(own) && trainingOf(own).learningRate === rate;
const adapter = (changes: object) => (own: Own) =>
  config({ adapter: { ...(own.config['adapter'] as object), ...changes } })(own);
const placeOf = ({ config: own }: Own) =>
  JSON.stringify([own['subject'], own['method'], trainingOf({ config: own }).learningRate]);

/** Gives every seed the pictures of seed 0. */
const copied: Doctor = (runs) => {
  const firsts = new Map(
    runs.flatMap(({ record }) =>
      record.config['training'] && record.config['seed'] === 0 ? [[placeOf(record), record]] : [],
    ),
  );
  return each((own) => {
    const first = firsts.get(placeOf(own));
    return first ? { summary: first.summary, artifacts: first.artifacts } : {};
  })(runs);
};

it.each<[string, Doctor, RegExp]>([
  ...ofEverySuite(each),
  // The record against itself.
  [
    'no score of one run',
    each(
      lacking(/^fidelity$/),
      (own) => rateIs(1e-3)(own) && /car/.test(String(own.config['subject'])),
    ),
    /2 runs of their/,
  ],
  ['twice the parameters', each(summary(() => ({ trainableParameters: 70_656 }))), /trained param/],
  ['methods exchanged', exchanged(['adapter']), /trained parameters/],
  [
    'higher scores than its pictures',
    each(summary(({ fidelity = 0 }) => ({ fidelity: fidelity + 0.1 }))),
    /its pictures/,
  ],
  [
    'less drift than its pictures',
    each(summary(({ prior = 0 }) => ({ prior: prior - 0.1 }))),
    /its pictures/,
  ],
  [
    'more pictures than it drew',
    each(summary(() => ({ 'fidelity/pictures': 1000 }))),
    /its pictures/,
  ],
  ['no scores of its pictures', each(() => ({ artifacts: [] })), /keeps no scores/],
  ['pictures of one seed for all', copied, /two of its seeds drew the same/],
  [
    'two results of one identity',
    beside(rateIs(1e-3), (own) => shifted(own, { fidelity: 0.2 })),
    /another run of its identity/,
  ],
  ['other pictures of the subjects', each(asset('dataset')), /its pictures of .* are not always/],
  // The rates, as a whole.
  [
    'one rate',
    without((own) => own.config['adapter'] !== null && trainingOf(own).learningRate !== 1e-3),
    /needs 3 rates .* is 1/,
  ],
  [
    'two rates',
    without((own) => own.config['adapter'] !== null && trainingOf(own).learningRate === 3e-3),
    /needs 3 rates .* are 2/,
  ],
  ['a rate that one side alone did not try', without(rateIs(3e-4)), /needs 3 rates .* are 2/],
  [
    'an extra rate of one side',
    beside(rateIs(3e-3), (own) => ({
      ...training({ learningRate: 0.01 })(own),
      identity: `x${own.identity}`,
    })),
    /same rates and steps/,
  ],
  [
    'more steps of one side',
    each((own) => ({ ...training({ steps: 600 })(own), summary: { ...own.summary, steps: 600 } })),
    /same rates and steps/,
  ],
  [
    'the worst seed left out',
    without((own) => isOf('singlora')(own) && own.config['seed'] === 1),
    /15 runs of their/,
  ],
  ['no drift', each(lacking(/^prior/)), /30 runs of their/],
  // The set-up.
  ['other decay', each(training({ weightDecay: 0 })), /differ in weight decay/],
  ['other betas', each(training({ betas: [0.9, 0.99] })), /differ in betas/],
  ['other clipping', each(training({ maxGradNorm: 10 })), /differ in max grad norm/],
  ['a larger scale', each(adapter({ alpha: 16 })), /differ in alpha\/r/],
  // The results.
  [
    'four subjects',
    without(({ config: { subject } }) => /car/.test(String(subject))),
    /4 of 5 subjects/,
  ],
  ['drifts apart', each((own) => shifted(own, { prior: 5 })), /nothing in common/],
  ['nothing learned', each((own) => shifted(own, { fidelity: -1 })), /SingLoRA r8 learned nothing/],
])('decides nothing: %s', (_, doctor, why) => {
  const { drawn } = outcomeOf(doctor(decided));
  expect(drawn?.reservation).toMatch(why);
});

it.each<[string, Doctor]>([
  ['no scores', each(lacking(/^fidelity$/))],
  ['another batch', each(training({ batchSize: 8 }))],
  ['another schedule', each(training({ schedule: 'linear' }))],
  ['other modules', each(adapter({ targets: ['to_q', 'to_v'] }))],
  [
    'another sampler',
    each((own) =>
      config({ drawing: { ...(own.config['drawing'] as object), sampler: 'ddim' } })(own),
    ),
  ],
  ['another precision', each(config({ precision: 'bfloat16' }))],
  ['another rank', each(adapter({ rank: 4, alpha: 4 }))],
])('does not compare: %s', (_, doctor) => {
  expect(outcomeOf(doctor(decided)).drawn).toBeUndefined();
});

it('as committed has SciPy’s clustered intervals', () => {
  const [setting] = dreamBoothSettings(dreamBoothRuns(recorded).runs);
  for (const score of ['fidelity', 'prior', 'diversity'] as const) {
    const found = pictureComparisons(setting!, 'rank', score).find(
      ({ one }) => one.method === 'singlora',
    );
    expectAlike(found, reference.pictures[score], 1e-9);
    expect(found!.pValue).toBeCloseTo(reference.pictures[score].p, 9);
  }
});

it('decides nothing as committed, for want of rates', () => {
  expect(outcomeOf(recorded).drawn?.reservation).toMatch(/needs 3 rates .* is 1/);
});

describe.each([
  ['a stand-in', (runs) => runs, false],
  ['the paper’s model, pictures and set-up', atPaperScale, true],
] as [string, Doctor, boolean][])('of %s', (_, scale, isPaper) => {
  const drift = (own: Own) => (/car|mug/.test(String(own.config['subject'])) ? 0.1 : -0.06);
  it.each([
    ['higher', 0.1],
    ['lower', -0.1],
    ['equal', 0],
    ['undecided', drift],
  ] as const)('is %s', (kind, gain) => {
    // Equal means the same pictures: each side then has copies of the other's.
    const runs = kind === 'equal' ? alike(recorded) : recorded;
    const { drawn, comparable } = outcomeOf(scale(grid(runs, gain)));
    expect(drawn?.reservation).toBeUndefined();
    expect(verdictOf(drawn!.found!, pictureMargin).kind).toBe(kind);
    expect(comparable).toBe(isPaper);
  });
});

/** Gives SingLoRA's runs the pictures of LoRA's. */
const alike: Doctor = (runs) => {
  const keyOf = ({ config: { subject, seed } }: Own) => JSON.stringify([subject, seed]);
  const loras = new Map(
    runs.flatMap(({ record }) => (isOf('lora')(record) ? [[keyOf(record), record]] : [])),
  );
  return each((own) => {
    const lora = loras.get(keyOf(own));
    const { trainableParameters = NaN } = own.summary;
    return lora
      ? { summary: { ...lora.summary, trainableParameters }, artifacts: lora.artifacts }
      : {};
  })(runs);
};
