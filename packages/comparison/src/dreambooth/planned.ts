import type { Candidate, DreamBoothScoreName, PlannedComparison } from '@singlora/records';
import { format } from '@singlora/reporting/text';
import { declared, type Judged } from '../correction.ts';
import { picturePlanOf } from './departure.ts';
import type { AdapterDifference } from './adapters.ts';
import { atBestRate } from './best-rate.ts';
import { atEqualDrift } from './front.ts';
import type { DreamBoothSetting } from './setting.ts';
import type { DreamBoothFront } from './variant.ts';

/** The p-value corrected with the other comparisons of a plan, and their number. */
type Corrected = Partial<Pick<Judged, 'corrected' | 'family'>>;

/** The pairs of adapters that a setting's plan compares and that have runs, the primary pair first; undefined without a plan. */
export function plannedPairs(setting: DreamBoothSetting): Pair[] | undefined {
  const plan = picturePlanOf(setting.config.preset);
  return (
    plan &&
    [plan.primary, ...plan.secondary]
      .map((one) => pairOf(setting, one))
      .filter((pair) => pair !== undefined)
  );
}

type Pair = readonly [one: DreamBoothFront, other: DreamBoothFront];

/** The adapters of a planned comparison; undefined where one has no runs. */
function pairOf(
  { fronts }: DreamBoothSetting,
  { candidate, against }: PlannedComparison,
): Pair | undefined {
  const [one, other] = [frontOf(fronts, candidate), frontOf(fronts, against)];
  return one && other && [one, other];
}

const frontOf = (fronts: readonly DreamBoothFront[], candidate: Candidate) =>
  fronts.find((front) => isOf(front, candidate));

const isOf = ({ method, config }: DreamBoothFront, candidate: Candidate) =>
  method === candidate.method && config.adapter?.rank === candidate.rank;

/** Whether a setting's plan compares each adapter at its best searched rate; otherwise at equal drift. */
export const isAtBestRate = ({ config }: Pick<DreamBoothSetting, 'config'>): boolean =>
  picturePlanOf(config.preset)?.search !== undefined;

/** Two adapters of a setting in a score, by the rule of its plan. */
export const adaptersApart = (
  setting: DreamBoothSetting,
  pair: Pair,
  score: DreamBoothScoreName,
): AdapterDifference => (isAtBestRate(setting) ? atBestRate : atEqualDrift)(setting, pair, score);

/**
 * Judges comparisons of adapters in a score by their plan: all of its rates, numbers of steps, seeds and subjects must be there,
 * and the secondary comparisons are corrected together. Comparisons of a setting without a plan stay unchanged.
 */
export function judgedByPlan(
  setting: DreamBoothSetting,
  adapters: readonly Pair[],
  score: DreamBoothScoreName,
): readonly (AdapterDifference & {
  readonly found: (AdapterDifference['found'] & Corrected) | undefined;
})[] {
  const plan = picturePlanOf(setting.config.preset);
  const pairs = adapters.map((pair) => adaptersApart(setting, pair, score));
  if (!plan) return pairs;
  const results =
    plan.candidates.length *
    (plan.search ? 1 : plan.rates.length) *
    plan.steps.length *
    plan.seeds.length *
    plan.subjects;
  const there = plan.candidates.reduce(
    (sum, one) => sum + (frontOf(setting.fronts, one)?.runs.length ?? 0),
    0,
  );
  const missing =
    there < results
      ? `${format.count(there)} of ${format.plural(results, 'planned result')} are there`
      : undefined;
  const family = plan.secondary.map((planned) => {
    const pair = pairOf(setting, planned);
    const judged = pair && adaptersApart(setting, pair, score);
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
