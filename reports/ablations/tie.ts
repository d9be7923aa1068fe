import {
  decidingSplit,
  type GlueOutcome,
  inPoints,
  isBegun,
  overPairs,
} from '@singlora/comparison';
import { glueScore, mechanismPairs, tasks, type ScoresRecord } from '@singlora/records';
import type { ClaimDecision, Evidence } from '@singlora/reporting';
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

/** The differences of the tie's plan, and the first as PyTorch repeats it. */
export const tieEvidence = (
  outcome: GlueOutcome,
  scores: readonly ScoresRecord[] = [],
): Evidence[] => [
  ...mechanismEvidence(outcome, ['tie', 'gap', 'startUntied']),
  ...repeatedIn(outcome, scores),
];

/** The primary comparison in PyTorch, task by task: by the plan it is repeated where its interval lies on the same side of zero. */
function repeatedIn(outcome: GlueOutcome, scores: readonly ScoresRecord[]): Evidence[] {
  const { candidate, against } = mechanismPairs.tie;
  const ours = answerTo(outcome, 'tie').effect?.difference ?? 0;
  return outcome.measures.flatMap(({ name: task, title, planned }) => {
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
    const found = overPairs(pairs);
    const [low, high] = found.interval ?? [NaN, NaN];
    return {
      of: `${title} in PyTorch, ${one.by}`,
      value: inPoints.effect({ ...found, pairs }),
      verdict: (ours > 0 ? low > 0 : high < 0) ? 'repeated' : 'not repeated',
    };
  });
}
