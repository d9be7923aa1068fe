import { directionOf, type DifferenceWords, type GlueSetting } from '@singlora/comparison';
import { baselineMethod, headlineMethod, plannedRates } from '@singlora/records';
import { column, format, methodTitle, numbers, table, type Table } from '@singlora/reporting';
import { differenceColumns } from '../glue/setting-tables.ts';
import { goodRange, rounded, widthPairs } from './good-range.ts';
import type { Sweep } from './sweep.ts';
import { sweepComparison } from './sweep-comparison.ts';

/** Powers of ten written as factors: 0.3 → "2". */
const asFactors: DifferenceWords = {
  signed: (powers) => rounded(10 ** powers),
  effect: ({ difference }) => asFactors.signed(difference),
};

/**
 * How wide the headline method's range of good rates is beside the baseline's, as the plan of rates asks. A range cut short by the
 * rates tried can be called wider than another, but not narrower. Undefined where either has no sweep.
 */
export function goodRangeTable(setting: GlueSetting, sweeps: readonly Sweep[]): Table | undefined {
  const [own, other] = [headlineMethod, baselineMethod].map((name) =>
    sweeps.find(({ method }) => method === name),
  );
  const [ours, theirs] = [own, other].map((sweep) => sweep && goodRange(sweep));
  if (!own || !other || !ours || !theirs) return undefined;
  const pairs = widthPairs(own, other);
  const found = sweepComparison(setting, [own, other], { pairs, words: asFactors });
  if (!found) return undefined;
  const narrower = found.difference > 0 ? theirs : ours;
  const reservation =
    found.reservation ??
    unfinished(setting, [own, other]) ??
    (narrower.isCut ? 'the narrower range ends at the rates tried' : undefined);
  const direction = directionOf({ ...found, reservation });
  const kind = direction === undefined ? 'undecided' : direction > 0 ? 'higher' : 'lower';
  const word = { undecided: kind, higher: 'wider', lower: 'narrower' }[kind];
  return table(
    'The range of rates within a point of the best: how wide one is as a multiple of the other.',
    [found],
    [
      column('Ranges', () => `${methodTitle(headlineMethod)} ÷ ${methodTitle(baselineMethod)}`),
      ...differenceColumns<typeof found>(
        'Ratio of widths',
        (one) => one,
        () => ({ kind, word, ...(reservation !== undefined && { detail: reservation }) }),
      ),
      numbers('Seeds', () => format.count(pairs.length)),
    ],
  );
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
  return `${format.count(made)} of ${format.count(planned.length)} planned runs are recorded`;
}
