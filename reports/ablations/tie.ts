import {
  decidingSplit,
  type GlueOutcome,
  inPoints,
  isBegun,
  overPairs,
} from '@singlora/comparison';
import { glueScore, mechanismPairs, tasks, type ScoresRecord } from '@singlora/records';
import { type ClaimDecision, format } from '@singlora/reporting';
import { answerTo, mechanismEvidence } from './mechanism-answer.ts';

/** Whether the tie is the mechanism, by its plan's rules; undefined without measurements. */
export function tieDecision(outcome: GlueOutcome): ClaimDecision | undefined {
  if (!isBegun(outcome)) return undefined;
  const [tie, gap, rest] = (['tie', 'gap', 'startUntied'] as const).map(
    (name) => answerTo(outcome, name).verdict.kind,
  );
  if (tie === 'equal' || tie === 'lower') return { verdict: 'does not hold' };
  const isAll = rest === 'equal' || rest === 'lower';
  return { verdict: tie === 'higher' && gap === 'higher' && isAll ? 'holds' : 'undecided' };
}

/** The differences of the tie's plan, and whether PyTorch reproduces the first. */
export const tieEvidence = (outcome: GlueOutcome, scores: readonly ScoresRecord[] = []): string =>
  `${mechanismEvidence(outcome, ['tie', 'gap', 'startUntied'])} ${repeatedText(outcome, scores)}`;

/** Whether PyTorch reproduces the primary comparison, in words: by the plan, its interval must lie on the same side of zero. */
function repeatedText(outcome: GlueOutcome, scores: readonly ScoresRecord[]): string {
  const { candidate, against } = mechanismPairs.tie;
  const ours = answerTo(outcome, 'tie').effect?.difference ?? 0;
  const found = outcome.measures.flatMap(({ name: task, title, planned }) => {
    const own = scores.filter((one) => one.plan === outcome.name && one.task === task);
    const [one, other] = [candidate, against].map(({ method, rank }) =>
      own.find((record) => record.method === method && record.rank === rank),
    );
    if (!one || !other) return [];
    const score = glueScore.score(decidingSplit(task, planned), tasks[task].metrics[0]);
    const pairs = one.seeds.flatMap(({ seed, scores: { [score]: own } }) => {
      const partner = other.seeds.find((each) => each.seed === seed)?.scores[score];
      return own === undefined || partner === undefined
        ? []
        : { name: `seed ${seed}`, difference: own - partner };
    });
    const { difference, interval: [low, high] = [NaN, NaN] } = overPairs(pairs);
    const isRepeated = ours > 0 ? low > 0 : high < 0;
    const effect = `${inPoints.signed(difference)} points (95% ${inPoints.signed(low)} to ${inPoints.signed(high)}), ${format.plural(pairs.length, 'seed')}`;
    return `PyTorch ${isRepeated ? 'repeats' : 'does not repeat'} the first on ${title}: ${effect} (${one.by}).`;
  });
  return found.length > 0 ? found.join(' ') : 'Not repeated in another implementation.';
}
