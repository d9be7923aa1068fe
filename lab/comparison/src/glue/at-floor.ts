import { glueScore, scoreOf } from '@singlora/records';
import { mostFrequent, type Predictions } from './predictions.ts';
import type { GlueRun, ScoredRun } from './run.ts';

/**
 * How a diverged run counts: its model is worth no more than the most frequent answer, so it scores
 * and predicts as if always giving that answer. `like` was scored on the same rows.
 */
export function atFloor(run: GlueRun, like: ScoredRun): ScoredRun {
  const { splits, metrics } = like;
  const { summary } = like.record;
  const numbers = splits.flatMap((split): [string, number][] => [
    [glueScore.rows(split), summary[glueScore.rows(split)] ?? NaN],
    ...metrics.flatMap((metric): [string, number][] => {
      const floor = summary[glueScore.baseline(split, metric)] ?? 0;
      return [
        [glueScore.score(split, metric), floor],
        [glueScore.standardError(split, metric), NaN],
        [glueScore.baseline(split, metric), floor],
      ];
    }),
  ]);
  const record = {
    ...run.record,
    summary: { ...run.record.summary, ...Object.fromEntries(numbers) },
  };
  const score = scoreOf(record.summary, splits[0] ?? '', metrics[0] ?? '') ?? 0;
  return { ...run, record, splits, score, predictions: { read: () => alwaysMostFrequent(like) } };
}

/** The most frequent label as the answer to every row. */
function alwaysMostFrequent({ predictions }: ScoredRun): Predictions | undefined {
  const given = predictions.read();
  const predicted = given && mostFrequent(given.labels);
  return given && predicted !== undefined
    ? { ...given, predicted: given.labels.map(() => predicted) }
    : undefined;
}
