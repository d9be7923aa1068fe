import {
  type Answer,
  type GlueOutcome,
  glueBasis,
  isBegun,
  marginText,
} from '@singlora/comparison';
import { mechanismPairs, type ScoresRecord } from '@singlora/records';
import {
  type Chart,
  type Claim,
  type ClaimDecision,
  figures,
  type Html,
  markup,
  type Section,
} from '@singlora/reporting';
import { pointsChart } from '../forest.ts';
import { planHtml } from '../glue/plan/section.ts';
import {
  answerTo,
  foundAnswer,
  isHigher,
  lines,
  numbers,
  unfinished,
  type PairName,
} from './mechanism-answer.ts';
import { tieDecision, tieSentence } from './tie.ts';

/** Whether the random start is the mechanism, by the plan's rules; undefined without measurements. */
export function startDecision(outcome: GlueOutcome): ClaimDecision | undefined {
  const [gap, start, other, untied] = (
    ['gap', 'start', 'startByPrincipal', 'startUntied'] as const
  ).map((name) => answerTo(outcome, name));
  if (!gap || !start || !other || !untied || !isBegun(outcome)) return undefined;
  if (!isHigher(gap) || !gap.effect) return { verdict: 'undecided' };
  if (['equal', 'lower'].includes(start.verdict.kind)) return { verdict: 'does not hold' };
  if (!isHigher(start) || !start.effect) return { verdict: 'undecided' };
  const isMost = start.effect.difference > gap.effect.difference / 2;
  if (!isMost) return { verdict: 'does not hold' };
  return { verdict: isHigher(other) || isHigher(untied) ? 'holds' : 'undecided' };
}

/** What two differences, from two starts, say together about a mechanism, in words. */
function both(outcome: GlueOutcome, title: string, names: readonly PairName[]): string {
  const answers = names.map((name) => answerTo(outcome, name));
  const all = answers.length;
  const count = (kind: Answer['verdict']['kind']) =>
    answers.filter(({ verdict }) => verdict.kind === kind).length;
  const [higher, lower] = [count('higher'), count('lower')];
  const shown = (n: number) => (n < all ? ' from one start of two' : '');
  const says =
    higher > 0 && lower > 0
      ? `${title} cost points or bring them, by the start`
      : higher > 0
        ? `${title} cost points${shown(higher)}`
        : lower > 0
          ? `${title} bring points${shown(lower)}`
          : count('equal') === all
            ? `${title} make no difference beyond the margin`
            : `Whether ${title.toLowerCase()} cost points is undecided`;
  return `${says}: ${answers.map(numbers).join(', and ')}.`;
}

/** A sentence on the points due to each mechanism; while planned results are missing, it says that the question is open. */
export function mechanismSentence(outcome: GlueOutcome): string {
  const some = unfinished(outcome);
  if (some !== undefined) return `Why SingLoRA scores less than LoRA is not answered yet: ${some}.`;
  const [gap, start] = [answerTo(outcome, 'gap'), answerTo(outcome, 'start')];
  const share =
    isHigher(gap) && isHigher(start) && gap.effect && start.effect
      ? `, ${Math.round((100 * start.effect.difference) / gap.effect.difference)}% of the gap`
      : '';
  return [
    `${isHigher(gap) ? 'The gap, LoRA − SingLoRA' : 'No gap is found to explain'}: ${numbers(gap)}.`,
    `Taking the random start’s update off the weight: ${numbers(start)}${share}.`,
    both(outcome, 'The tied matrices', ['tie', 'tieAtZero']),
    both(outcome, 'The missing signs', ['signsOfSubtracted', 'signsOfPrincipal']),
  ].join(' ');
}

/** A claim of our own that a plan judges. */
const claimOf = (
  outcome: GlueOutcome,
  says: string,
  decision: ClaimDecision | undefined,
  evidence: string,
): Claim => ({
  id: `ablations/${outcome.name}`,
  says,
  found: decision && {
    ...decision,
    evidence,
    on: glueBasis(outcome.measures.flatMap(({ setting }) => setting ?? [])),
  },
  see: { title: outcome.plan.title, anchor: 'mechanism', command: outcome.command },
});

/** Our claims on why SingLoRA scores lower. */
export const mechanismClaims = (
  mechanism: GlueOutcome,
  tie: GlueOutcome,
  scores: readonly ScoresRecord[],
): Claim[] => [
  claimOf(
    tie,
    'SingLoRA scores less than LoRA because its two factors are one matrix.',
    tieDecision(tie),
    tieSentence(tie, scores),
  ),
  claimOf(
    mechanism,
    'SingLoRA scores less than LoRA because of its random start, which costs more than half of the gap.',
    startDecision(mechanism),
    mechanismSentence(mechanism),
  ),
];

/** A plan's differences with their intervals, followed by those of `byTask` on each task; undefined without measurements. */
function differencesChart(
  outcome: GlueOutcome,
  title: string,
  byTask: readonly [PairName, PairName],
): Chart | undefined {
  const means = (Object.keys(lines) as PairName[]).map((name) => {
    const [label, colour] = lines[name];
    return { label, colour, found: foundAnswer(outcome, name)?.effect };
  });
  const single = byTask.flatMap((name) =>
    outcome.measures.map((measure) => ({
      label: `${measure.title}, ${name}`,
      colour: 'var(--ink-2)',
      found: outcome.compared(measure, mechanismPairs[name]),
    })),
  );
  const { margin } = outcome.plan;
  return pointsChart(
    {
      id: `${outcome.name}-differences`,
      title,
      caption: `Above, means over the tasks; below, the ${byTask.join(' and the ')} on each. Right of zero: points that SingLoRA’s part costs. Filled: mean over seeds with its 95% interval. Open: single seeds. Shaded: the margin of ${marginText(margin)}.`,
    },
    [...means, ...single],
    { margin },
  );
}

/** Every difference of the mechanism's plan. */
export const mechanismChart = (mechanism: GlueOutcome): Chart | undefined =>
  differencesChart(mechanism, 'What each part of SingLoRA costs', ['gap', 'start']);

/** The same of the tie's plan. */
const tieChart = (tie: GlueOutcome): Chart | undefined =>
  differencesChart(tie, 'What the tie costs', ['tie', 'gap']);

/** The answer of the tie's plan as a picture; undefined until the plan is complete. */
export const tieHeadline = (tie: GlueOutcome): Html | undefined =>
  isBegun(tie) && unfinished(tie) === undefined ? figures([tieChart(tie)]) : undefined;

/** The section of both plans, the later and narrower one first. */
export const mechanismSection = (
  mechanism: GlueOutcome,
  tie: GlueOutcome,
  scores: readonly ScoresRecord[],
): Section => ({
  id: 'mechanism',
  title: mechanism.plan.title,
  folded: true,
  intro: markup`<p>Does SingLoRA score less than LoRA with adapters in the last two layers, and why? Six adapters differ in one thing at a time: SingLoRA’s random start, whose update is not zero; its tie, one matrix for both sides; and the signs that A Aᵀ does not have. Rates are searched alike for all, and the differences were declared before the runs. After these results, and before its own, a second plan asks about the tie alone, on new seeds and at the rates found.</p>`,
  command: mechanism.command,
  body:
    mechanism.all.length > 0
      ? markup`${isBegun(tie) && markup`<p>${tieSentence(tie, scores)}</p>`}${isBegun(mechanism) && markup`<p>${mechanismSentence(mechanism)}</p>`}${planHtml(mechanism, [], { chart: mechanismChart(mechanism) })}${isBegun(tie) && planHtml(tie, [], { chart: tieChart(tie) })}`
      : undefined,
});
