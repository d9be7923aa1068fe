import { type GlueOutcome, glueBasis, isBegun, marginText } from '@singlora/comparison';
import { mechanismPairs, type ScoresRecord } from '@singlora/records';
import {
  type Chart,
  type Claim,
  type ClaimDecision,
  type Evidence,
  type Html,
  markup,
} from '@singlora/reporting';
import { pointsChart } from '../forest.ts';
import { planHtml } from '../glue/plan/section.ts';
import {
  answerTo,
  mechanismEvidence,
  foundAnswer,
  isHigher,
  lines,
  type PairName,
} from './mechanism-answer.ts';
import { tieDecision, tieEvidence } from './tie.ts';

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

/** A claim of our own that a plan judges. */
const claimOf = (
  outcome: GlueOutcome,
  says: string,
  decision: ClaimDecision | undefined,
  evidence: readonly Evidence[],
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
    tieEvidence(tie, scores),
  ),
  claimOf(
    mechanism,
    'SingLoRA scores less than LoRA because of its random start, which costs more than half of the gap.',
    startDecision(mechanism),
    mechanismEvidence(mechanism, Object.keys(lines) as PairName[]),
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

/** The differences of both plans as charts and tables. */
export const mechanismHtml = (mechanism: GlueOutcome, tie: GlueOutcome): Html =>
  markup`${planHtml(mechanism, [], { chart: mechanismChart(mechanism) })}${isBegun(tie) && planHtml(tie, [], { chart: tieChart(tie) })}`;
