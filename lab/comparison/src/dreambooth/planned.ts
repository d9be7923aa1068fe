import type { Candidate, DreamBoothScoreName, PlannedComparison } from '@singlora/records';
import { format } from '@singlora/reporting/text';
import { type Corrected, declared } from '../correction.ts';
import { picturePlanOf } from './departure.ts';
import { atBestRate, type AdapterDifference } from './best-rate.ts';
import { adapterVariants, type AdapterPair } from './compare.ts';
import type { DreamBoothSetting } from './setting.ts';
import type { DreamBoothVariant } from './variant.ts';

/** The pairs of adapters that a setting's plan compares and that have runs, the primary pair first; undefined without a plan. */
export function plannedPairs(setting: DreamBoothSetting): AdapterPair[] | undefined {
  const plan = picturePlanOf(setting.config.preset);
  return (
    plan &&
    [plan.primary, ...plan.secondary]
      .map((one) => pairOf(setting, one))
      .filter((pair) => pair !== undefined)
  );
}

/** The adapters of a planned comparison; undefined where one has no runs. */
function pairOf(
  setting: DreamBoothSetting,
  { candidate, against }: PlannedComparison,
): AdapterPair | undefined {
  const [one, other] = [candidate, against].map((wanted) =>
    adapterVariants(setting).find((adapter) => isOf(adapter, wanted)),
  );
  return one && other && [one, other];
}

const isOf = ({ method, config }: DreamBoothVariant, candidate: Candidate) =>
  method === candidate.method && config.adapter?.rank === candidate.rank;

/**
 * Judges comparisons of adapters in a score by their plan: all of its candidates, seeds and subjects must be there,
 * and the secondary comparisons are corrected together. Comparisons of a setting without a plan stay unchanged.
 */
export function judgedByPlan(
  setting: DreamBoothSetting,
  adapters: readonly AdapterPair[],
  score: DreamBoothScoreName,
): readonly (AdapterDifference & {
  readonly found: (AdapterDifference['found'] & Partial<Corrected>) | undefined;
})[] {
  const plan = picturePlanOf(setting.config.preset);
  const pairs = adapters.map((pair) => atBestRate(setting, pair, score));
  if (!plan) return pairs;
  const results = plan.candidates.length * plan.seeds.length * plan.subjects;
  const there = adapterVariants(setting)
    .filter((adapter) => plan.candidates.some((candidate) => isOf(adapter, candidate)))
    .reduce((sum, { runs }) => sum + runs.length, 0);
  const missing =
    there < results
      ? `${format.count(there)} of ${format.plural(results, 'planned result')} are there`
      : undefined;
  const family = plan.secondary.map((planned) => {
    const pair = pairOf(setting, planned);
    const judged = pair && atBestRate(setting, pair, score);
    return judged?.found && { ...judged.found, reservation: missing ?? judged.reservation };
  });
  const values = declared(family);
  return pairs.map((pair) => {
    const isPair = ({ candidate, against }: PlannedComparison) =>
      isOf(pair.one, candidate) && isOf(pair.other, against);
    const at = plan.secondary.findIndex(isPair);
    const unplanned =
      at < 0 && !isPair(plan.primary) ? 'the plan does not compare the two' : undefined;
    const reservation = missing ?? pair.reservation ?? unplanned;
    const corrected = at < 0 ? {} : { corrected: values[at] ?? 1, family: family.length };
    return {
      ...pair,
      reservation,
      found: pair.found && { ...pair.found, ...corrected, reservation },
    };
  });
}
