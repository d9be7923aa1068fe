import {
  decidingSplit,
  type GlueOutcome,
  inPoints,
  isBegun,
  overPairs,
  shortModel,
} from '@singlora/comparison';
import { glueScore, mechanismPairs, tasks, type ScoresRecord } from '@singlora/records';
import { format } from '@singlora/reporting';
import { answerTo, isHigher, lines, numbers, unfinished } from './mechanism-answer.ts';

/** The words of each verdict. */
const conclusions = {
  holds: 'SingLoRA scores less than LoRA because its two factors are one matrix',
  'does not hold': 'That its two factors are one matrix costs SingLoRA less than a point',
  undecided: 'Whether SingLoRA loses points because its two factors are one matrix is undecided',
};

/** The words where the tie costs points, and the rest of the claim is open; without a gap there is nothing to explain. */
const costOnly = (hasGap: boolean) =>
  `Untied, with twice the parameters, SingLoRA scores more; ${hasGap ? 'whether that is why it scores less than LoRA is undecided' : 'no gap to LoRA is found here that this would explain'}`;

type TieVerdict = keyof typeof conclusions;

/** Whether the tie is the mechanism, by its plan's rules; undefined without measurements. */
export function tieDecision(outcome: GlueOutcome): { readonly verdict: TieVerdict } | undefined {
  if (!isBegun(outcome)) return undefined;
  const [tie, gap, rest] = (['tie', 'gap', 'startUntied'] as const).map(
    (name) => answerTo(outcome, name).verdict.kind,
  );
  if (tie === 'equal' || tie === 'lower') return { verdict: 'does not hold' };
  const isAll = rest === 'equal' || rest === 'lower';
  return { verdict: tie === 'higher' && gap === 'higher' && isAll ? 'holds' : 'undecided' };
}

/** A sentence on the finding of the tie's plan, with its primary difference. */
export function tieFinding(outcome: GlueOutcome): string {
  const some = unfinished(outcome);
  if (some !== undefined) return `Whether SingLoRA’s tie costs it points: ${some}.`;
  const { verdict } = tieDecision(outcome) ?? { verdict: 'undecided' };
  const tie = answerTo(outcome, 'tie');
  const says =
    verdict === 'undecided' && isHigher(tie)
      ? costOnly(isHigher(answerTo(outcome, 'gap')))
      : conclusions[verdict];
  const { plan, measures } = outcome;
  const where = `${shortModel(plan.model)}, last ${plan.adaptLayers} layers, ${format.listing(measures.map(({ title }) => title))}`;
  return `${says} (${where}). ${differenceText(outcome, 'tie')}.`;
}

const differenceText = (outcome: GlueOutcome, name: 'tie' | 'gap' | 'startUntied') =>
  `${lines[name][0]}: ${numbers(answerTo(outcome, name))}`;

/** The same, with the plan's other two differences, and whether PyTorch reproduces the first. */
export function tieSentence(outcome: GlueOutcome, scores: readonly ScoresRecord[] = []): string {
  if (unfinished(outcome) !== undefined) return tieFinding(outcome);
  const others = (['gap', 'startUntied'] as const).map((name) => differenceText(outcome, name));
  return `${tieFinding(outcome)} ${others.join('. ')}. ${repeatedText(outcome, scores)}`;
}

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
