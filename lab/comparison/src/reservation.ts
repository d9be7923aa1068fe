import { fewestSeeds } from '@singlora/records';
import { differingKeys, format, ownValue } from '@singlora/reporting/text';
import { estimate } from '@singlora/statistics';
import type { Comparison, Found } from './comparison.ts';
import type { Side } from './side.ts';
import { wordsOf } from './words.ts';

/** Why something decides nothing, in words; undefined where the check passes. */
export type ReservationCheck<Subject> = (subject: Subject) => string | undefined;

/** Makes a comparison from a difference and the first failing check. */
export const comparison = <Own extends Found>(
  found: Own,
  checks: readonly ReservationCheck<Own>[],
): Own & Pick<Comparison, 'reservation'> => ({
  ...found,
  reservation: firstReason(found, checks),
});

/** The words of the first check that fails; undefined where all pass. */
export function firstReason<Subject>(
  subject: Subject,
  checks: readonly ReservationCheck<Subject>[],
) {
  for (const check of checks) {
    const why = check(subject);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** "3 of 5 seeds needed" where there are fewer seeds than a decision needs. */
export const fewSeeds: ReservationCheck<Pick<Found, 'pairs'>> = ({ pairs: { length } }) =>
  length < fewestSeeds
    ? `${format.count(length)} of ${format.plural(fewestSeeds, 'seed')} needed`
    : undefined;

/** Said where no compared side is above the floor. */
export const nothingLearned = 'nothing was learned';

/** Fails where neither of the two sides is above the floor. */
export const neitherLearned: ReservationCheck<Pick<Found, 'unlearned'>> = ({ unlearned }) =>
  unlearned.length === 2 ? nothingLearned : undefined;

/**
 * "they differ in schedule and alpha/r" where sides were trained differently: then the difference
 * is not due to the methods alone.
 */
export function trainedOtherwise(sides: readonly Pick<Side, 'config'>[], keys: readonly string[]) {
  const settings = sides.map(({ config }) => ({
    ...Object.fromEntries(keys.map((key) => [key, ownValue(config, key)])),
    'alpha/r': Number(config['alpha']) / Number(config['rank']),
  }));
  const differing = differingKeys(settings).map(wordsOf);
  return differing.length === 0 ? undefined : `they differ in ${format.listing(differing)}`;
}

/**
 * Whether scores, one per seed, are above the floor (the score of always giving the most frequent answer):
 * the lower end of their 95% interval must be. A single score has no interval and shows nothing.
 */
export function isLearned(scores: readonly number[], floor: number | undefined): boolean {
  if (floor === undefined || scores.length === 0) return false;
  const { interval } = estimate(scores.map((score) => score - floor));
  return interval !== undefined && interval[0] > 0;
}

/** Said wherever a verdict rests on intervals. */
export const leavesOut =
  'Intervals leave out another draw of the training rows, and another choice of the learning rate.';
