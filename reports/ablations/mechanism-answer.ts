import { type Answer, evidenceOf, type GlueOutcome } from '@singlora/comparison';
import { mechanismPairs } from '@singlora/records';
import type { Evidence } from '@singlora/reporting';

export type PairName = keyof typeof mechanismPairs;

/** The differences in the picture's order: the label of each, and its colour. */
export const lines: Readonly<Record<PairName, readonly [label: string, colour: string]>> = {
  gap: ['Gap: LoRA − SingLoRA', 'var(--ink)'],
  start: ['Start: subtracted − random', 'var(--c1)'],
  startByPrincipal: ['Start: principal − random', 'var(--c1)'],
  startUntied: ['Start: LoRA − untied', 'var(--c1)'],
  tie: ['Tie: untied − SingLoRA', 'var(--c2)'],
  tieAtZero: ['Tie: LoRA − subtracted', 'var(--c2)'],
  signsOfSubtracted: ['Signs: paired − subtracted', 'var(--c3)'],
  signsOfPrincipal: ['Signs: paired − principal', 'var(--c3)'],
};

/** The plan's answer on a difference, if the plan has it. */
export function foundAnswer({ primary, secondary }: GlueOutcome, name: PairName) {
  const { candidate, against } = mechanismPairs[name];
  return [primary, ...secondary].find(
    (one) => one.candidate === candidate && one.against === against,
  );
}

export function answerTo(outcome: GlueOutcome, name: PairName): Answer {
  const found = foundAnswer(outcome, name);
  if (!found) throw new Error(`The plan has no difference ${name}`);
  return found;
}

export const isHigher = ({ verdict }: Answer): boolean => verdict.kind === 'higher';

/** The differences with their verdicts. */
export const mechanismEvidence = (outcome: GlueOutcome, names: readonly PairName[]): Evidence[] =>
  names.map((name) => {
    const { verdict, effect } = answerTo(outcome, name);
    return evidenceOf(verdict, effect, lines[name][0]);
  });
