import {
  type AtOtherRates,
  candidateTitle,
  comparisonTitle,
  type GlueOutcome,
  isBegun,
  type OtherRates,
} from '@singlora/comparison';
import type { Candidate } from '@singlora/records';
import { type Advice, format, groupBy } from '@singlora/reporting';

/** The advice of complete plans on the choice of method and rate; an unfinished plan gives none. */
export function planAdvice(plans: readonly GlueOutcome[], again: OtherRates = new Map()): Advice[] {
  const complete = plans.filter((one) => isBegun(one) && one.missing.length === 0);
  const [searched] = complete.filter(({ plan }) => plan.search);
  return [
    ...groupBy(complete, pairOf).flatMap((alike) => methodAdvice(alike, again)),
    ...(searched ? [rateAdvice(searched)] : []),
  ];
}

const pairOf = ({ plan, primary }: GlueOutcome) => comparisonTitle(plan, primary);

/**
 * Which of two methods to use, by the designs that compare them; where these disagree, by the design most like the reader's.
 * Of designs that agree, the first has its difference here; the table of designs has all.
 */
function methodAdvice(designs: readonly GlueOutcome[], again: OtherRates): Advice[] {
  const [pair] = designs.map(pairOf);
  const answers = groupBy(designs, ({ primary }) => primary.verdict.kind).flatMap((alike) => {
    const [first] = alike;
    const answer = first && answerOf(first);
    if (!answer) return [];
    const share =
      alike.length < designs.length ? ` in ${alike.length} of ${designs.length} designs` : '';
    return { ...answer, share, found: foundIn(first, again.get(first)) };
  });
  const [only, ...others] = answers;
  if (!only) return [];
  if (others.length === 0)
    return [{ says: `${only.take}${only.share}. ${pair}:`, because: only.found }];
  const each = answers.map(({ says, share }) => `${says}${share}.`);
  return [
    {
      says: `Take the one that scores more in a design like yours. ${each.join(' ')} ${pair}:`,
      because: answers.flatMap(({ found }) => found),
    },
  ];
}

/** The answer of the primary comparison, alone and for combination with others; undefined where it decides nothing. */
function answerOf({ plan, primary: { candidate, against, verdict } }: GlueOutcome) {
  const [one, other] = [candidate, against].map((each) => candidateTitle(plan, each));
  const more = (better?: string, worse?: string) => ({
    take: `Take ${better}, which scores more than ${worse}`,
    says: `${better} scores more than ${worse}`,
  });
  if (verdict.kind === 'higher') return more(one, other);
  if (verdict.kind === 'lower') return more(other, one);
  return verdict.kind === 'equal'
    ? {
        take: `Take either of ${one} and ${other}, which score alike`,
        says: `${one} and ${other} score alike`,
      }
    : undefined;
}

/** The primary difference; and without the task of the largest difference, if that one vanishes at another rate. */
function foundIn(outcome: GlueOutcome, again?: readonly AtOtherRates[]): string[] {
  const { plan, primary, measures } = outcome;
  const over = measures.length > 1 ? `, mean of ${measures.length} tasks` : '';
  return [
    `${plan.title}${over}: ${primary.effect?.words.effect(primary.effect)}`,
    ...restOf(outcome, again),
  ];
}

/** "Without STS-B: −0.84 points (95% …), 10 seeds", "STS-B alone, with SingLoRA at rate 0.01: +0.13 points (95% …), 30 seeds". */
function restOf(outcome: GlueOutcome, all: readonly AtOtherRates[] = []): string[] {
  const { plan, primary, withoutLargest } = outcome;
  const [again] = all
    .filter(({ measure }) => measure.name === withoutLargest?.name)
    .toSorted((a, b) => b.found.pairs.length - a.found.pairs.length);
  const [low, high] = again?.found.interval ?? [NaN, NaN];
  if (!withoutLargest?.effect || !again || !(low <= 0 && high >= 0)) return [];
  const { title, effect } = withoutLargest;
  const rate = format.setting(Number(again.found.one.config.learningRate));
  return [
    `Without ${title}: ${effect.words.effect(effect)}`,
    `${title} alone, with ${candidateTitle(plan, primary.candidate)} at rate ${rate}: ${again.found.words.effect(again.found)}`,
  ];
}

/** For each of the two, the rate that trials chose on most tasks. */
function rateAdvice({ plan, primary, measures }: GlueOutcome): Advice {
  const chosen = ({ ...candidate }: Candidate) => {
    const rates = measures.flatMap(({ sideOf }) => sideOf(candidate)?.config.learningRate ?? []);
    const [most = []] = groupBy(rates, (rate) => rate).toSorted((a, b) => b.length - a.length);
    return `${candidateTitle(plan, candidate)}: ${format.setting(most[0])} (on ${most.length} of ${format.plural(measures.length, 'task')})`;
  };
  return {
    says: `Search the learning rate around these, best in trials (${plan.title}):`,
    because: [chosen(primary.against), chosen(primary.candidate)],
  };
}
