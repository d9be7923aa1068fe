import {
  type AtOtherRates,
  candidateTitle,
  comparisonTitle,
  type GlueOutcome,
  isBegun,
  type OtherRates,
  type Verdict,
} from '@singlora/comparison';
import type { Candidate } from '@singlora/records';
import { format, groupBy } from '@singlora/reporting';

/** The advice of complete plans to whoever picks a method and its rate; an unfinished plan advises nothing. */
export function planAdvice(plans: readonly GlueOutcome[], again: OtherRates = new Map()): string[] {
  const complete = plans.filter((one) => isBegun(one) && one.missing.length === 0);
  const decided = complete.filter((one) => toTake(one) !== undefined);
  const [searched] = complete.filter(({ plan }) => plan.search);
  return [
    ...groupBy(decided, toTake).flatMap((alike) =>
      alike[0]
        ? `${toTake(alike[0])}${share(alike, complete)}: ${comparisonTitle(alike[0].plan, alike[0].primary)} ${alike.map((one) => foundIn(one, again.get(one))).join('; ')}.`
        : [],
    ),
    ...(searched ? [rateAdvice(searched)] : []),
  ];
}

/** The method of the primary comparison to take; undefined where it decides nothing. */
function toTake({ plan, primary: { candidate, against, verdict } }: GlueOutcome) {
  const [one, other] = [candidate, against].map((each) => candidateTitle(plan, each));
  const advice: Partial<Record<Verdict['kind'], string>> = {
    higher: `Take ${one}, which scores more than ${other}`,
    lower: `Take ${other}, which scores more than ${one}`,
    equal: `Take either of ${one} and ${other}, which score alike`,
  };
  return advice[verdict.kind];
}

/** How many designs advise so, where others that compare the same two do not; empty where all do. */
function share(alike: readonly GlueOutcome[], complete: readonly GlueOutcome[]): string {
  const pairOf = ({ plan, primary }: GlueOutcome) => comparisonTitle(plan, primary);
  const pairs = new Set(alike.map(pairOf));
  const all = complete.filter((one) => pairs.has(pairOf(one))).length;
  return alike.length < all ? ` in ${alike.length} of ${all} designs` : '';
}

/** The primary difference, and of what; where a task on which it is largest loses it at another rate, the rest's. */
function foundIn(outcome: GlueOutcome, again?: readonly AtOtherRates[]): string {
  const { plan, primary, measures } = outcome;
  const over = measures.length > 1 ? `, mean of ${measures.length} tasks` : '';
  return `${primary.effect?.words.effect(primary.effect)} (${plan.title}${over})${restText(outcome, again)}`;
}

/** ", −0.84 points (95% …), 10 seeds, without STS-B, where SingLoRA at rate 0.01 shows no gap". */
function restText(outcome: GlueOutcome, all: readonly AtOtherRates[] = []): string {
  const { plan, primary, withoutLargest } = outcome;
  const [again] = all
    .filter(({ measure }) => measure.name === withoutLargest?.name)
    .toSorted((a, b) => b.found.pairs.length - a.found.pairs.length);
  const { interval: [low, high] = [NaN, NaN], one } = again?.found ?? {};
  if (!withoutLargest?.effect || !one || !(low <= 0 && high >= 0)) return '';
  const { title, effect } = withoutLargest;
  return `, ${effect.words.effect(effect)}, without ${title}, where ${candidateTitle(plan, primary.candidate)} at rate ${format.setting(Number(one.config.learningRate))} shows no gap`;
}

/** The rate that trials chose on most tasks, for each of the two. */
function rateAdvice({ plan, primary, measures }: GlueOutcome): string {
  const chosen = ({ ...candidate }: Candidate) => {
    const rates = measures.flatMap(({ sideOf }) => sideOf(candidate)?.config.learningRate ?? []);
    const [most = []] = groupBy(rates, (rate) => rate).toSorted((a, b) => b.length - a.length);
    return `${candidateTitle(plan, candidate)} ${format.setting(most[0])} (on ${most.length} of ${format.plural(measures.length, 'task')})`;
  };
  return `Search the learning rate around these, best in trials (${plan.title}): ${chosen(primary.against)}, ${chosen(primary.candidate)}.`;
}
