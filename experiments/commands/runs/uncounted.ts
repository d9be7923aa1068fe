import {
  admit,
  readPredictions,
  recordedRuns,
  type CheckedRun,
  type GlueRun,
} from '@singlora/comparison';
import type { Tracking } from '@singlora/tracking';

/**
 * What contradicts itself in finished runs, and runs of other versions, a sentence each: no page counts them. Changed and missing
 * files are not among them.
 */
export async function uncountedIn(tracking: Tracking) {
  const { runs } = await recordedRuns(tracking);
  const { glue, pictures, others } = admit(runs);
  return {
    contradictions: [
      ...[...glue.runs, ...pictures.runs, ...others].flatMap(sentenceOf),
      ...glue.runs.filter(({ record }) => record.status === 'finished').flatMap(predictionProblems),
    ],
    otherVersions: [...glue.otherVersions, ...pictures.otherVersions].map(({ says }) => says),
  };
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
