import { mcnemar } from '@singlora/statistics';
import { significanceLevel } from '../correction.ts';
import { recordChecks } from '../record-problem.ts';
import { firstReason } from '../reservation.ts';
import { missingOf } from './plan.ts';
import { hasCollapsed } from './compare.ts';
import type { GlueOutcome } from './planned-runs.ts';

/**
 * Counts how often the sides of a plan's primary comparison end at the floor, over all tasks and seeds that both have. `pairs` counts
 * pairs of results; `candidate` and `against` count those in which that side is at the floor. `pValue` is the two-sided mid-p of
 * McNemar's test, on pairs with exactly one side at the floor. No verdict while planned results of either side are missing.
 */
export function collapsesOf({
  plan: { primary },
  measures,
  missing,
}: Pick<GlueOutcome, 'plan' | 'measures' | 'missing'>) {
  const pairs = measures.flatMap(({ setting, sideOf }) => {
    const others = sideOf(primary.against)?.runs ?? [];
    return (sideOf(primary.candidate)?.runs ?? []).flatMap((run) => {
      const other = others.find(({ seed }) => seed === run.seed);
      return setting && other ? [[run, other].map((one) => hasCollapsed(one, setting))] : [];
    });
  });
  const count = (one: boolean, other: boolean) =>
    pairs.filter(([a, b]) => a === one && b === other).length;
  const [both, alone, otherAlone] = [count(true, true), count(true, false), count(false, true)];
  const pValue = mcnemar(alone, otherAlone).midP;
  const areToCome = missingOf(missing, primary).length > 0;
  const areDoubted = measures.some((measure) => {
    const [one, other] = [primary.candidate, primary.against].map(measure.sideOf);
    return one && other && firstReason({ one, other }, recordChecks) !== undefined;
  });
  const told = alone > otherAlone ? 'more often' : 'less often';
  return {
    pairs: pairs.length,
    candidate: both + alone,
    against: both + otherAlone,
    pValue,
    verdict:
      areToCome || areDoubted ? 'no verdict' : pValue <= significanceLevel ? told : 'undecided',
  };
}
