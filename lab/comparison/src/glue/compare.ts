import {
  baselineMethod,
  glueNumber,
  glueScore,
  headlineMethod,
  paperRivals,
  spare,
  taskNamed,
} from '@singlora/records';
import {
  mcnemar,
  pairedBootstrap,
  seededRandom,
  seedsAndRows,
  studentP,
} from '@singlora/statistics';
import { inPoints, overPairs, type Comparison, type Found, type Scope } from '../comparison.ts';
import {
  comparison,
  fewSeeds,
  isLearned,
  neitherLearned,
  trainedOtherwise,
  type ReservationCheck,
} from '../reservation.ts';
import { searchesProblem, tieLoss } from '../search.ts';
import { rateProblem } from '../ties.ts';
import { recordChecks, type CheckedSide } from '../record-problem.ts';
import { leading, type Side } from '../side.ts';
import { areSmoke } from '../smoke.ts';
import { noVerdict, type JudgedComparison } from '../verdict.ts';
import { sharedRows, type Predictions } from './predictions.ts';
import { trainedRowsOf } from './run.ts';
import { shownOf, type GlueSetting, type GlueVariant } from './setting.ts';
import type { GlueConfig } from '../settings-in-words.ts';

/** A comparison on a task with its verdict: that of a plan, or none. */
export interface GlueJudged extends JudgedComparison<GlueVariant> {
  readonly setting: GlueSetting;
}

/** With more seeds than these, the error over rows is left out: the seeds alone show how far the score varies. */
const seedsWithRows = 30;

/** The settings of an adapter's training, without those that a method decides. */
const training: readonly (keyof GlueConfig)[] = [
  'targets',
  'adapterDropout',
  'dropout',
  'weightDecay',
  'betas',
  'epsilon',
  'schedule',
  'warmupSteps',
  'maxGradNorm',
];

/**
 * The training settings in which sides differ, in words, without those that a method decides;
 * undefined where none differ.
 */
export const otherTraining = (sides: readonly Pick<Side, 'config'>[]): string | undefined =>
  trainedOtherwise(sides, training);

/** Whether a variant's runs are above the floor. */
export const hasLearned = (
  { runs }: Pick<GlueVariant, 'runs'>,
  { baseline }: Pick<GlueSetting, 'baseline'>,
) =>
  isLearned(
    runs.map(({ score }) => score),
    baseline,
  );

/** Whether a run diverged, or is not above the floor by a standard error of its own rows. */
export function hasCollapsed(
  { score, diverged, record: { summary } }: GlueVariant['runs'][number],
  { baseline = -Infinity, split, metric }: Pick<GlueSetting, 'baseline' | 'split' | 'metric'>,
): boolean {
  const error = summary[glueScore.standardError(split, metric.name)] ?? 0;
  return diverged || score - error <= baseline;
}

/** How many seeds of a variant have collapsed. */
export const collapsed = (
  { runs }: Pick<GlueVariant, 'runs'>,
  setting: Pick<GlueSetting, 'baseline' | 'split' | 'metric'>,
): number => runs.filter((run) => hasCollapsed(run, setting)).length;

/** The checks that every comparison of a setting must pass. */
export const glueChecks = ({
  rows,
}: Pick<GlueSetting, 'rows'>): readonly ReservationCheck<
  Pick<Found<CheckedSide>, 'one' | 'other' | 'pairs' | 'unlearned'>
>[] => [
  ...recordChecks,
  () => (rows === 'built-in' ? 'rows of our own making decide nothing' : undefined),
  fewSeeds,
  ({ one, other }) => otherTraining([one, other]),
  neitherLearned,
];

/**
 * The difference of two variants of a setting, seed by seed and, where recorded, row by row. Undefined where
 * the two share no seed. `readsRows`: compare row by row where predictions are recorded.
 */
export function compareGlue(
  setting: GlueSetting,
  one: GlueVariant,
  other: GlueVariant,
  readsRows = true,
): Comparison<GlueVariant> | undefined {
  const partners = new Map(other.runs.map((run) => [run.seed, run]));
  const both = one.runs.flatMap((run) => {
    const partner = partners.get(run.seed);
    return partner ? [{ run, partner }] : [];
  });
  if (both.length === 0) return undefined;
  const pairs = both.map(({ run, partner }) => ({
    name: `seed ${run.seed}`,
    difference: run.score - partner.score,
  }));
  const overSeeds = overPairs(pairs);
  const standardError =
    pairs.length > 1 ? overSeeds.standardError : Math.hypot(one.standardError, other.standardError);
  const rows =
    readsRows && both.length <= seedsWithRows && overRows(setting, both, overSeeds.difference);
  return comparison(
    {
      one,
      other,
      pairs,
      ...overSeeds,
      standardError,
      words: inPoints,
      scope: pairs.length > 1 ? 'seeds' : 'nothing',
      unlearned: [one, other]
        .filter((each) => !hasLearned(each, setting))
        .map(({ label }) => label),
      ...rows,
    },
    [
      ...glueChecks(setting),
      () => (rows ? rows.problem : undefined),
      () => trainedOnOthers(both),
      () => cutOtherwise(setting, both),
      () => partlyPredicted(both),
      leftOut,
      ...rateChecks(setting),
    ],
  );
}

/**
 * The checks of searched rates: each search must be sound, and no rate within the trials' error may
 * change the verdict.
 */
const rateChecks = ({ rates }: GlueSetting): readonly ReservationCheck<Found<GlueVariant>>[] => {
  if (!rates) return [];
  const { searches, margin } = rates;
  const searchOf = (side: GlueVariant) => searches.find((search) => search.side === side);
  const lossOf = (side: GlueVariant) => tieLoss(searchOf(side) ?? { rates: [] });
  return [
    ({ one, other }) => searchesProblem([one, other], searchOf),
    (found) => rateProblem(found, margin, { one: lossOf(found.one), other: lossOf(found.other) }),
  ];
};

type Both = readonly Readonly<Record<'run' | 'partner', GlueVariant['runs'][number]>>[];

/**
 * The part of a comparison that depends on the scored rows, and why it decides nothing, if so;
 * undefined unless all runs predicted the same rows.
 */
function overRows(setting: GlueSetting, both: Both, difference: number) {
  const { score, byRow } = setting.metric;
  const rows =
    score &&
    sharedRows(
      both.flatMap(({ run, partner }) => [run.predictions.read(), partner.predictions.read()]),
    );
  if (!score || !rows) return undefined;
  const { labels, predictions, groups } = rows;
  const columns = both.map((_, index) => ({
    a: predictions[2 * index + 1] as Float64Array,
    b: predictions[2 * index] as Float64Array,
  }));
  const areGrouped = groups !== undefined;
  const problem = otherRows(setting, both[0]?.run.predictions.read());
  const random = seededRandom(1);
  const [only] = columns;
  if (columns.length > 1 || !only) {
    const found = seedsAndRows(score, columns, labels, random, undefined, groups);
    const { standardError, rowError, interval, pValue } = found;
    const scope: Scope = 'seeds and rows';
    return { standardError, rowError, interval, pValue, scope, areGrouped, problem };
  }
  const { a, b } = only;
  const found = pairedBootstrap(score, a, b, labels, random, undefined, groups);
  const { standardError, interval } = found;
  const draws = groups ? new Set(groups).size : labels.length;
  const pValue =
    byRow && !groups
      ? mcnemar(...discordant(a, b, labels)).midP
      : studentP(difference / standardError, draws - 1);
  const scope: Scope = 'rows';
  return {
    standardError,
    interval,
    scope,
    areGrouped,
    problem,
    // 0/0: no row makes a difference
    pValue: Number.isNaN(pValue) ? undefined : pValue,
  };
}

/** Reports scored rows that are not of the task's official split, by GLUE's index. */
function otherRows({ task, split }: GlueSetting, scored: Predictions | undefined) {
  const { train, dev } = taskNamed(task)?.splits ?? {};
  const rows = split === spare ? train?.rows : dev?.find(({ name }) => name === split)?.rows;
  const isStrange = (index: unknown) => typeof index === 'number' && index >= (rows ?? Infinity);
  return scored?.rows.some(isStrange) ? 'its scored rows are not of the split' : undefined;
}

/** Reports runs that were trained on different rows, where their records say so: older records do not. */
function trainedOnOthers(both: Both): string | undefined {
  const hashes = both.flatMap(({ run, partner }) =>
    [run, partner].flatMap((one) => trainedRowsOf(one) ?? []),
  );
  return new Set(hashes).size > 1 ? 'they were not trained on the same rows' : undefined;
}

/** Reports runs whose rows were cut to the greatest length differently: then their tokenizers or lengths are not the same. */
function cutOtherwise({ split }: GlueSetting, both: Both): string | undefined {
  const cut = both.flatMap(({ run, partner }) =>
    [run, partner].flatMap(({ diverged, record: { summary } }) =>
      diverged
        ? []
        : `${glueNumber(summary, 'truncatedTrainRows')} ${summary[glueScore.truncatedRows(split)]}`,
    ),
  );
  return new Set(cut).size > 1 ? 'their rows were not cut to the same length' : undefined;
}

/** Reports predictions that only some runs have. */
function partlyPredicted(both: Both): string | undefined {
  const known = both.flatMap(({ run, partner }) =>
    [run, partner].flatMap(({ diverged, predictions }) =>
      diverged ? [] : predictions.read() !== undefined,
    ),
  );
  return new Set(known).size > 1 ? 'predictions are recorded for some of its runs only' : undefined;
}

/** Reports seeds that only one side has, or that are missing among the others: a result that was left out may be the worst. */
function leftOut({ one, other }: Found<GlueVariant>): string | undefined {
  const seeds = new Set([one, other].flatMap(({ runs }) => runs.map(({ seed }) => seed)));
  const [first, last] = [Math.min(...seeds), Math.max(...seeds)];
  for (const side of [one, other]) {
    const own = new Set(side.runs.map(({ seed }) => seed));
    for (let seed = first; seed <= last; seed++)
      if (!own.has(seed)) return `${side.label} has no result with seed ${seed}`;
  }
  return undefined;
}

/** The number of rows that only `a` has right, and the number that only `b` has right. */
function discordant(a: Float64Array, b: Float64Array, labels: Float64Array): [number, number] {
  let [onlyA, onlyB] = [0, 0];
  for (const [row, label] of labels.entries()) {
    onlyA += Number(a[row] === label && b[row] !== label);
    onlyB += Number(b[row] === label && a[row] !== label);
  }
  return [onlyA, onlyB];
}

/**
 * Compares every variant with the baseline, and the headline method with the paper's other rivals. A method with
 * several variants is represented by the one with the most seeds, whatever the results, except against the baseline.
 */
function comparisonsOf(setting: GlueSetting, shown: readonly GlueVariant[]) {
  const { variants } = setting;
  const rows = new Set(shown);
  const baseline = leading(variants, baselineMethod);
  const headline = leading(variants, headlineMethod);
  const others = variants.filter(({ method }) => method !== baselineMethod);
  const rivals = paperRivals.flatMap((method) => leading(variants, method) ?? []);
  return [
    ...(baseline ? others.map((variant) => [variant, baseline] as const) : []),
    ...(headline ? rivals.map((rival) => [headline, rival] as const) : []),
  ].flatMap(([one, other]) => compareGlue(setting, one, other, rows.has(one)) ?? []);
}

/** All comparisons of settings without a plan, which decide nothing. Beyond `limit` variants, the rest are compared without their rows. */
export const unplannedGlue = (settings: readonly GlueSetting[], limit = Infinity): GlueJudged[] =>
  settings.flatMap((setting) =>
    comparisonsOf(setting, shownOf(setting, limit).variants).map((one) => ({
      ...one,
      setting,
      verdict: noVerdict(
        areSmoke(setting.runs)
          ? 'smoke runs only show that everything works'
          : 'no plan was declared before its runs',
      ),
    })),
  );
