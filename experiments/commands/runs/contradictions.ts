import {
  admit,
  readPredictions,
  recordedRuns,
  type CheckedRun,
  type GlueRun,
} from '@singlora/comparison';
import type { Tracking } from '@singlora/tracking';

/** What contradicts itself in finished runs, a sentence each: no page counts them. Changed and missing files are not among them. */
export async function contradictionsIn(tracking: Tracking): Promise<string[]> {
  const { runs } = await recordedRuns(tracking);
  const admitted = admit(runs);
  const glue = admitted.glue.runs;
  return [
    ...[...glue, ...admitted.pictures.runs, ...admitted.others].flatMap(sentenceOf),
    ...glue.filter(({ record }) => record.status === 'finished').flatMap(predictionProblems),
  ];
}

const sentenceOf = ({ record, contradiction }: CheckedRun): string[] =>
  contradiction === undefined
    ? []
    : [`Run ${record.id.slice(0, 12)} decides nothing on the pages: ${contradiction}.`];

/** Predictions of any split that do not give the scores of it. */
const predictionProblems = ({ record, splits }: GlueRun): string[] =>
  splits.flatMap((split) => {
    const read = readPredictions(record, split);
    return read && 'problem' in read && !read.isOfFile ? [read.problem] : [];
  });
