import {
  attributes,
  imperfectViews,
  scoreColourMatch,
  scoreJudge,
  type Judge,
  type LatentCodec,
  type SubjectViews,
} from '@singlora/dreambooth';
import { judgeNumbers } from '@singlora/records';
import { randomStream } from '@singlora/runtime';
import type { Estimate } from '@singlora/statistics';

/** The noise of imperfect pictures for scoring. */
interface ScoredNoise {
  readonly codec: LatentCodec;
  /** the standard deviation of the latents' noise */
  readonly deviation: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** The scores of both judges on subjects, for a run's summary: on rendered and on imperfect pictures. */
export async function judgeScores(
  judge: Judge,
  subjects: readonly SubjectViews[],
  { codec, deviation, seed, signal }: ScoredNoise,
): Promise<Record<string, number>> {
  const imperfect = imperfectViews(subjects, {
    codec,
    deviation,
    random: randomStream(seed, 'scored noise'),
  });
  const numbers: Record<string, number> = {};
  for (const [kind, some] of Object.entries({ rendered: subjects, imperfect })) {
    signal.throwIfAborted();
    const { accuracy, identity } = await scoreJudge(judge, some);
    for (const name of attributes) add(numbers, `${kind}/accuracy/${name}`, accuracy[name]);
    for (const [name, found] of Object.entries<Estimate>({ ...identity }))
      add(numbers, `${kind}/${name}`, found);
    const exact = await scoreColourMatch(some, signal);
    for (const [name, found] of Object.entries<Estimate>({ ...exact }))
      add(numbers, `${kind}/exact/${name}`, found);
  }
  return numbers;
}

function add(
  numbers: Record<string, number>,
  score: string,
  { mean, standardError, min, max, n }: Estimate,
): void {
  numbers[judgeNumbers.mean(score)] = mean;
  if (standardError !== undefined) numbers[judgeNumbers.standardError(score)] = standardError;
  numbers[judgeNumbers.least(score)] = min;
  numbers[judgeNumbers.most(score)] = max;
  numbers[judgeNumbers.subjects(score)] = n;
}
