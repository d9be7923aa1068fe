import { fewestSeeds, type GlueRunConfig } from '@singlora/records';
import { differingKeys, format, pick } from '@singlora/reporting';
import { estimate } from '@singlora/statistics';
import type { Setting, Variant } from './setting.ts';
import { wordsOf } from './words.ts';

/**
 * Whether scores, one a seed, are above the floor, what always giving the most frequent answer scores: the lower end of
 * the 95% interval over seeds is. One score has no interval and shows nothing.
 */
export function isLearned(scores: readonly number[], floor: number | undefined): boolean {
  if (floor === undefined || scores.length === 0) return false;
  const { interval } = estimate(scores.map((score) => score - floor));
  return interval !== undefined && interval[0] > 0;
}

/** Whether a variant's runs learned. */
export const hasLearned = (
  { runs }: Pick<Variant, 'runs'>,
  { baseline }: Pick<Setting, 'baseline'>,
) =>
  isLearned(
    runs.map(({ score }) => score),
    baseline,
  );

/** "3 of 5 seeds" where there are fewer than decide anything. */
export const fewSeedsText = (seeds: number): string | undefined =>
  seeds < fewestSeeds
    ? `${format.count(seeds)} of ${format.plural(fewestSeeds, 'seed')}`
    : undefined;

/** How an adapter is trained, as far as no method decides it. */
const training: readonly (keyof GlueRunConfig)[] = [
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

/** "they differ in schedule and alpha/r" where these were not trained alike, so that a difference is not the methods' alone. */
export function trainedOtherwise(compared: readonly Pick<Variant, 'config'>[]): string | undefined {
  const settings = compared.map(({ config }) => ({
    ...pick(config, training),
    'alpha/r': Number(config['alpha']) / Number(config['rank']),
  }));
  const differing = differingKeys(settings).map(wordsOf);
  return differing.length === 0 ? undefined : `they differ in ${format.listing(differing)}`;
}

/** Said where no compared method is above the floor. */
export const nothingLearned = 'nothing was learned';

/** Why a comparison of these decides nothing, whatever its interval; undefined where it may. */
export function reservationOf(
  setting: Pick<Setting, 'preset' | 'rows' | 'baseline'>,
  compared: readonly Variant[],
  seeds: number,
): string | undefined {
  if (setting.preset === 'smoke') return 'a smoke run decides nothing';
  if (setting.rows === 'built-in') return 'rows of our own making decide nothing';
  const few = fewSeedsText(seeds);
  if (few !== undefined) return few;
  const otherwise = trainedOtherwise(compared);
  if (otherwise !== undefined) return otherwise;
  return compared.some((one) => hasLearned(one, setting)) ? undefined : nothingLearned;
}

/** Said wherever a verdict rests on intervals. */
export const leavesOut =
  'Intervals leave out another draw of the training rows, and another choice of the learning rate.';
