import {
  type Answer,
  type GlueOutcome,
  glueBasis,
  isBegun,
  marginText,
  missingCount,
  verdictText,
} from '@singlora/comparison';
import { mechanismPairs } from '@singlora/records';
import {
  type Chart,
  type Claim,
  type ClaimDecision,
  markup,
  type Section,
} from '@singlora/reporting';
import { forestChart } from '../forest.ts';
import { planHtml } from '../glue/plan/section.ts';

type PairName = keyof typeof mechanismPairs;

/** The differences in the order of the picture: what each leaves, and in which colour. */
const lines: Readonly<Record<PairName, readonly [label: string, colour: string]>> = {
  gap: ['Gap: LoRA − SingLoRA', 'var(--ink)'],
  start: ['Start: subtracted − random', 'var(--c1)'],
  startByPrincipal: ['Start: principal − random', 'var(--c1)'],
  startUntied: ['Start: LoRA − untied', 'var(--c1)'],
  tie: ['Tie: untied − SingLoRA', 'var(--c2)'],
  tieAtZero: ['Tie: LoRA − subtracted', 'var(--c2)'],
  signsOfSubtracted: ['Signs: paired − subtracted', 'var(--c3)'],
  signsOfPrincipal: ['Signs: paired − principal', 'var(--c3)'],
};

/** The plan's answer on one of its differences. */
function answerTo({ primary, secondary }: GlueOutcome, name: PairName): Answer {
  const { candidate, against } = mechanismPairs[name];
  const found = [primary, ...secondary].find(
    (one) => one.candidate === candidate && one.against === against,
  );
  if (!found) throw new Error(`The plan has no difference ${name}`);
  return found;
}

const isHigher = ({ verdict }: Answer): boolean => verdict.kind === 'higher';

/** Whether the random start is the mechanism, by the rules of the plan; undefined where nothing is measured. */
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

/** A difference and its verdict, inside a sentence. */
const numbers = ({ effect, verdict }: Answer): string =>
  `${effect ? `${effect.words.effect(effect)}, ` : ''}${verdictText(verdict)}`;

/** What two differences, from two starts, say together of a mechanism. */
function both(outcome: GlueOutcome, title: string, names: readonly PairName[]): string {
  const answers = names.map((name) => answerTo(outcome, name));
  const count = (kind: Answer['verdict']['kind']) =>
    answers.filter(({ verdict }) => verdict.kind === kind).length;
  const costs =
    count('higher') === answers.length
      ? 'cost points'
      : count('lower') === answers.length
        ? 'bring points'
        : count('higher') + count('lower') > 0
          ? 'depend on the start'
          : count('equal') === answers.length
            ? 'make no difference'
            : 'are undecided';
  return `${title} ${costs}: ${answers.map(numbers).join(', and ')}.`;
}

/** Which mechanism carries how many points; before all planned results are there, that it is not answered. */
export function mechanismSentence(outcome: GlueOutcome): string {
  const lost = missingCount(outcome.missing);
  if (lost > 0)
    return `Why SingLoRA scores less than LoRA is not answered yet: ${outcome.plannedResults - lost} of ${outcome.plannedResults} planned results are there.`;
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

/** Why SingLoRA scores less, as a claim of ours. */
export function mechanismClaim(outcome: GlueOutcome): Claim {
  const decision = startDecision(outcome);
  const settings = outcome.measures.flatMap(({ setting }) => setting ?? []);
  return {
    says: 'SingLoRA scores less than LoRA because of its random start, which costs more than half of the gap.',
    found: decision && {
      ...decision,
      evidence: mechanismSentence(outcome),
      on: glueBasis(settings),
    },
    see: { title: outcome.plan.title, anchor: 'mechanism', command: outcome.command },
  };
}

/** Every difference with its interval by mechanism, then the gap and the start on each task. */
export function mechanismChart(outcome: GlueOutcome): Chart | undefined {
  const means = (Object.keys(lines) as PairName[]).map((name) => {
    const [label, colour] = lines[name];
    return { label, colour, found: answerTo(outcome, name).effect };
  });
  const byTask = (['gap', 'start'] as const).flatMap((name) =>
    outcome.measures.map((measure) => ({
      label: `${measure.title}, ${name}`,
      colour: 'var(--ink-2)',
      found: outcome.compared(measure, mechanismPairs[name]),
    })),
  );
  const drawn = [...means, ...byTask].flatMap(({ found, ...line }) =>
    found ? [{ ...line, found }] : [],
  );
  if (drawn.length === 0) return undefined;
  const { margin } = outcome.plan;
  return forestChart(
    {
      id: 'mechanism-differences',
      title: 'What each part of SingLoRA costs',
      caption: `Above, means over the tasks; below, the gap and the start on each. Right of zero: points that SingLoRA’s part costs. Filled: mean over seeds with its 95% interval. Open: single seeds. Shaded: the margin of ${marginText(margin)}.`,
    },
    drawn,
    (found) => found.words.effect(found),
    { measure: 'Points', format: '+.1f', times: 100, band: [-100 * margin, 100 * margin] },
  );
}

/** The plan's part of the page. */
export const mechanismSection = async (outcome: GlueOutcome): Promise<Section> => ({
  id: 'mechanism',
  title: outcome.plan.title,
  intro: markup`<p>Why SingLoRA scores less than LoRA with adapters in the last two layers. Six adapters differ in one thing at a time: SingLoRA’s random start, whose update is not zero; its tie, one matrix for both sides; and the signs that A Aᵀ does not have. Rates are searched alike for all, and the differences were declared before the runs.</p>`,
  command: outcome.command,
  body:
    outcome.all.length > 0
      ? markup`<p>${mechanismSentence(outcome)}</p>${await planHtml(outcome, [], mechanismChart(outcome))}`
      : undefined,
});
