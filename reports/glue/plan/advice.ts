import {
  type AtOtherRates,
  candidateTitle,
  comparisonTitle,
  type GlueOutcome,
  isBegun,
  type OtherRates,
} from '@singlora/comparison';
import type { Candidate } from '@singlora/records';
import { format, groupBy } from '@singlora/reporting';

/** The advice of complete plans on the choice of method and rate; an unfinished plan gives none. */
export function planAdvice(plans: readonly GlueOutcome[], again: OtherRates = new Map()): string[] {
  const complete = plans.filter((one) => isBegun(one) && one.missing.length === 0);
  const [searched] = complete.filter(({ plan }) => plan.search);
  return [
    ...groupBy(complete, pairOf).flatMap((alike) => methodAdvice(alike, again)),
    ...(searched ? [rateAdvice(searched)] : []),
  ];
}

const pairOf = ({ plan, primary }: GlueOutcome) => comparisonTitle(plan, primary);

/** Which of two methods to use, by the designs that compare them; where these disagree, by the design most like the reader's. */
function methodAdvice(designs: readonly GlueOutcome[], again: OtherRates): string[] {
  const [pair] = designs.map(pairOf);
  const answers = groupBy(designs, ({ primary }) => primary.verdict.kind).flatMap((alike) => {
    const answer = alike[0] && answerOf(alike[0]);
    if (!answer) return [];
    const share =
      alike.length < designs.length ? ` in ${alike.length} of ${designs.length} designs` : '';
    const found = alike.map((one) => foundIn(one, again.get(one))).join('; ');
    return { ...answer, share, found };
  });
  const [only, ...others] = answers;
  if (!only) return [];
  if (others.length === 0) return [`${only.take}${only.share}: ${pair} ${only.found}.`];
  const each = answers.map(({ says, share, found }) => `${says}${share}: ${found}.`);
  return [`Take the one that scores more in a design like yours (${pair}). ${each.join(' ')}`];
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

/** The primary difference, and what it covers; without the task of the largest difference, if that one vanishes at another rate. */
function foundIn(outcome: GlueOutcome, again?: readonly AtOtherRates[]): string {
  const { plan, primary, measures } = outcome;
  const over = measures.length > 1 ? `, mean of ${measures.length} tasks` : '';
  return `${primary.effect?.words.effect(primary.effect)} (${plan.title}${over}${restText(outcome, again)})`;
}

/** "; without STS-B: −0.84 points (95% …), 10 seeds; on STS-B with SingLoRA at rate 0.01: +0.13 points (95% …), 30 seeds". */
function restText(outcome: GlueOutcome, all: readonly AtOtherRates[] = []): string {
  const { plan, primary, withoutLargest } = outcome;
  const [again] = all
    .filter(({ measure }) => measure.name === withoutLargest?.name)
    .toSorted((a, b) => b.found.pairs.length - a.found.pairs.length);
  const [low, high] = again?.found.interval ?? [NaN, NaN];
  if (!withoutLargest?.effect || !again || !(low <= 0 && high >= 0)) return '';
  const { title, effect } = withoutLargest;
  return `; without ${title}: ${effect.words.effect(effect)}; on ${title} with ${candidateTitle(plan, primary.candidate)} at rate ${format.setting(Number(again.found.one.config.learningRate))}: ${again.found.words.effect(again.found)}`;
}

/** For each of the two, the rate that trials chose on most tasks. */
function rateAdvice({ plan, primary, measures }: GlueOutcome): string {
  const chosen = ({ ...candidate }: Candidate) => {
    const rates = measures.flatMap(({ sideOf }) => sideOf(candidate)?.config.learningRate ?? []);
    const [most = []] = groupBy(rates, (rate) => rate).toSorted((a, b) => b.length - a.length);
    return `${candidateTitle(plan, candidate)} ${format.setting(most[0])} (on ${most.length} of ${format.plural(measures.length, 'task')})`;
  };
  return `Search the learning rate around these, best in trials (${plan.title}): ${chosen(primary.against)}, ${chosen(primary.candidate)}.`;
}
