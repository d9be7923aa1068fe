import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  adapter,
  asset,
  beside,
  config,
  eachOf,
  exchanged,
  isOf,
  lacking,
  ofEverySuite,
  summary,
  without,
  type Doctor,
  type Own,
} from '../doctor.test.support.ts';
import type { RecordedRun } from '../recorded-run.ts';
import { verdictOf } from '../verdict.ts';
import { committedRuns, expectAlike, reference } from '../reference.test.support.ts';
import { atBestRate } from './best-rate.ts';
import { adapterPairs, pictureComparisons, pictureMargin } from './compare.ts';
import {
  paperSetup,
  recordedOf,
  runsOf,
  searchedRuns,
  type Change,
} from './recorded.test.support.ts';
import { admit } from '../admit.ts';
import { dreamBoothRuns } from './run.ts';
import { dreamBoothSettingsIn } from './setting.ts';

const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The fidelity of five subjects with two seeds each, raised by `gain`. */
const fidelities = (gain: (subject: number) => number) =>
  Object.fromEntries(
    [0.5, 0.6, 0.55, 0.65, 0.6].map((own, at) => [
      `robot ${at}`,
      [own + gain(at), own + gain(at) + 0.01],
    ]),
  );

/** LoRA and SingLoRA, each at the best rate of a search, and no adapter. */
const made = (gain: (subject: number) => number, setup: Change): RecordedRun[] =>
  recordedOf(folder, [
    ...runsOf(
      'none',
      fidelities(() => -0.3),
      setup,
    ),
    ...searchedRuns(
      ...runsOf(
        'lora',
        fidelities(() => 0),
        setup,
      ),
      ...runsOf('singlora', fidelities(gain), setup),
    ),
  ]);

/** SingLoRA less LoRA at equal rank, and whether the setting is the paper's. */
function outcomeOf(runs: readonly RecordedRun[]) {
  const all = admit(runs).pictures.runs;
  const of = (purpose: string) => all.filter(({ config: own }) => own.purpose === purpose);
  const [setting] = dreamBoothSettingsIn(of('result'), of('trial'));
  const [pair] = setting ? adapterPairs(setting, 'rank') : [];
  return {
    drawn: setting && pair && atBestRate(setting, pair, 'fidelity'),
    comparable: setting?.comparable,
  };
}

const each = eachOf(isOf('singlora'));
const trainingOf = ({ config: own }: Own) =>
  own['training'] as { readonly learningRate: number; readonly optimiser: object };
const training = (changes: object) => (own: Own) =>
  config({ training: { ...trainingOf(own), ...changes } })(own);
const optimiser = (changes: object) => (own: Own) =>
  training({ optimiser: { ...trainingOf(own).optimiser, ...changes } })(own);
const rateIs = (rate: number) => (own: Own) =>
  isOf('singlora')(own) && trainingOf(own).learningRate === rate;
const isOwn = (purpose: string) => (own: Own) =>
  isOf('singlora')(own) && own.config['purpose'] === purpose;
const isSubject = (at: number) => (own: Own) => own.config['subject'] === `robot ${at}`;

/** Gives every seed the pictures of seed 0. */
const copied: Doctor = (runs) => {
  const placeOf = (own: Own) => JSON.stringify([own.config['subject'], trainingOf(own)]);
  const firsts = new Map(
    runs.flatMap(({ record }) =>
      isOf('singlora')(record) && record.config['seed'] === 0 ? [[placeOf(record), record]] : [],
    ),
  );
  return each((own) => {
    const { summary: its, artifacts } = firsts.get(placeOf(own))!;
    return { summary: its, artifacts };
  })(runs);
};

/**
 * Records that contradict themselves or each other, each made by one change to runs that allow a decision.
 * None may decide anything.
 */
const decided = made(() => 0.1, paperSetup);

it.each<[string, Doctor, RegExp]>([
  ...ofEverySuite(each),
  // The record against itself.
  [
    'no score of one run',
    each(lacking(/^fidelity$/), (own) => rateIs(1e-3)(own) && isSubject(1)(own)),
    /2 results of one side/,
  ],
  [
    'twice the parameters',
    each(summary(({ trainableParameters: own = 0 }) => ({ trainableParameters: 2 * own }))),
    /trained param/,
  ],
  ['methods exchanged', exchanged(), /trained parameters/],
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
  ['pictures of one seed for all', copied, /has the results of run/],
  [
    'two results of one identity',
    beside(
      rateIs(1e-3),
      summary(({ fidelity = 0 }) => ({ fidelity: fidelity + 0.2 })),
    ),
    /another run of its identity/,
  ],
  ['other pictures of the subjects', each(asset('dataset')), /its pictures of .* are not always/],
  // The rates.
  ['a rate that was given', each(config({ search: null })), /rate of SingLoRA r8 was not searched/],
  ['no trials', without(isOwn('trial')), /trials of its rate are not recorded/],
  ['a rate that one side alone did not try', without(rateIs(5e-4)), /not every trial/],
  [
    'a rate that was worse in the search',
    each(training({ learningRate: 2e-3 }), isOwn('result')),
    /not the best of its trials/,
  ],
  [
    'results at an extra rate of one side',
    beside(isOwn('result'), (own) => ({
      ...training({ learningRate: 2e-3 })(own),
      artifacts: [],
    })),
    /results at several rates/,
  ],
  [
    'more steps of one side',
    each((own) => ({ ...training({ steps: 600 })(own), summary: { ...own.summary, steps: 600 } })),
    /differ in steps/,
  ],
  [
    'the worst seed left out',
    without((own) => isOf('singlora')(own) && own.config['seed'] === 1),
    /5 results of one side/,
  ],
  // The set-up.
  ['other decay', each(optimiser({ weightDecay: 0 })), /differ in weight decay/],
  ['other betas', each(optimiser({ beta2: 0.99 })), /differ in betas/],
  ['other clipping', each(training({ maxGradNorm: 10 })), /differ in max grad norm/],
  ['a larger scale', each(adapter({ lora_alpha: 16 })), /differ in alpha\/r/],
  // The results.
  ['four subjects', without(isSubject(1)), /4 of 5 subjects/],
  ['nothing learned', () => made(() => -1, paperSetup), /SingLoRA r8 learned nothing/],
])('decides nothing: %s', (_, doctor, why) => {
  const { drawn } = outcomeOf(doctor(decided));
  expect(drawn?.reservation).toMatch(why);
});

it.each<[string, Doctor]>([
  ['no scores', each(lacking(/^fidelity$/))],
  ['another batch', each(training({ batchSize: 8 }))],
  ['another schedule', each(training({ schedule: 'linear' }))],
  ['other modules', each(adapter({ target_modules: ['to_q', 'to_v'] }))],
  [
    'another sampler',
    each((own) =>
      config({ drawing: { ...(own.config['drawing'] as object), sampler: 'ddim' } })(own),
    ),
  ],
  ['another precision', each(config({ precision: 'bfloat16' }))],
  ['another rank', each(adapter({ r: 4, lora_alpha: 4 }))],
])('does not compare: %s', (_, doctor) => {
  expect(outcomeOf(doctor(decided)).drawn).toBeUndefined();
});

it('as committed has SciPy’s clustered intervals, and decides nothing for want of trials', async () => {
  const { runs, close } = await committedRuns('pictures.jsonl.br', 'fixtures');
  onTestFinished(close);
  const [setting] = dreamBoothSettingsIn(dreamBoothRuns(runs).runs);
  for (const score of ['fidelity', 'prior', 'diversity'] as const) {
    const found = pictureComparisons(setting!, 'rank', score).find(
      ({ one }) => one.method === 'singlora',
    );
    expectAlike(found, reference.pictures[score]);
  }
  expect(outcomeOf(runs).drawn?.reservation).toMatch(/the trials of its rate are not recorded/);
});

describe.each<[string, Change, boolean]>([
  ['a stand-in', {}, false],
  ['the paper’s model, pictures and set-up', paperSetup, true],
])('of %s', (_, setup, isPaper) => {
  it.each<[string, (subject: number) => number]>([
    ['higher', () => 0.1],
    ['lower', () => -0.1],
    ['equal', () => 0],
    ['undecided', (subject) => (subject < 2 ? 0.1 : -0.06)],
  ])('is %s', (kind, gain) => {
    const { drawn, comparable } = outcomeOf(made(gain, setup));
    expect(drawn?.reservation).toBeUndefined();
    expect(verdictOf(drawn!.found!, pictureMargin).kind).toBe(kind);
    expect(comparable).toBe(isPaper);
  });
});
