import {
  directionOf,
  intervalText,
  type DifferenceWords,
  type GlueSetting,
} from '@singlora/comparison';
import { baselineMethod, headlineMethod, plannedRates } from '@singlora/records';
import { format, methodTitle } from '@singlora/reporting';
import { goodRange, goodWithin, widthPairs, type GoodRange } from './good-range.ts';
import { sweepComparison } from './sweep-comparison.ts';
import type { Sweep } from './sweep.ts';

/** Powers of ten written as factors: 0.3 → "2.0". */
const asFactors: DifferenceWords = {
  signed: (powers) => factorText(10 ** powers),
  value: (found) => asFactors.effect(found),
  effect: (found) =>
    `${asFactors.signed(found.difference)} times (95% ${intervalText(found)}, ${format.plural(found.pairs.length, 'seed')})`,
};

const factorText = (factor: number) => format.setting(Number(factor.toPrecision(2)));

/** "1.8e-4 to 2.2e-3 (a factor of 12)"; "at least" where it ends at the lowest or highest rate tried. */
export const goodRangeText = ({ low, high, isCut }: GoodRange): string =>
  `${rateText(low)} to ${rateText(high)} (a factor of ${isCut ? 'at least ' : ''}${factorText(high / low)})`;

const rateText = (rate: number) => format.setting(Number(rate.toPrecision(2)));

/**
 * A sentence on the ranges of rates over which the headline method and the baseline score within a
 * point of their best, and on which is wider. A range cut short by the rates tried can be called
 * wider than another, but not narrower. Undefined where either has no sweep.
 */
export function goodRangeSentence(setting: GlueSetting, sweeps: readonly Sweep[]) {
  const [own, other] = [headlineMethod, baselineMethod].map((name) =>
    sweeps.find(({ method }) => method === name),
  );
  const [ours, theirs] = [own, other].map((sweep) => sweep && goodRange(sweep));
  if (!own || !other || !ours || !theirs) return undefined;
  const pairs = widthPairs(own, other);
  const found = sweepComparison(setting, [own, other], { pairs, words: asFactors });
  const [title, rival] = [headlineMethod, baselineMethod].map(methodTitle);
  const ranges = `${title} stays within ${format.points(goodWithin, 0)} point of its best at learning rates from ${goodRangeText(ours)}, ${rival} from ${goodRangeText(theirs)}`;
  if (!found) return `${ranges}.`;
  const narrower = found.difference > 0 ? theirs : ours;
  const reservation =
    found.reservation ??
    unfinished(setting, [own, other]) ??
    (narrower.isCut ? 'the narrower range ends at the rates tried' : undefined);
  const direction = directionOf({ ...found, reservation });
  const verdict = direction === undefined ? 'undecided' : direction > 0 ? 'wider' : 'narrower';
  return `${ranges}. ${title}’s range is ${asFactors.effect(found)} as wide as ${rival}’s: ${verdict}${reservation === undefined ? '' : ` (${reservation})`}.`;
}

/** How many of the planned runs are missing, where the setting's preset is that of a plan. */
function unfinished({ preset }: GlueSetting, sweeps: readonly Sweep[]): string | undefined {
  const plan = Object.entries(plannedRates).find(([name]) => name === preset)?.[1];
  if (!plan) return undefined;
  const { rates, seeds } = plan;
  const planned = sweeps.flatMap(({ points }) =>
    rates.flatMap((rate) => {
      const runs = points.find(({ x }) => x === rate)?.variant.runs ?? [];
      return seeds.map((seed) => runs.some((run) => run.seed === seed));
    }),
  );
  const made = planned.filter(Boolean).length;
  if (made === planned.length) return undefined;
  return `unfinished: ${format.count(made)} of ${format.count(planned.length)} planned runs are recorded`;
}
