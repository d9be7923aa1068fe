import {
  admit,
  identityProblem,
  readPredictions,
  recordedRuns,
  type CheckedRun,
  type GlueRun,
} from '@singlora/comparison';
import type { RunRecord, Tracking } from '@singlora/tracking';

/** What contradicts itself in finished runs, a sentence each: no page counts them. Changed and missing files are not among them. */
export async function contradictionsIn(tracking: Tracking): Promise<string[]> {
  const { runs } = await recordedRuns(tracking);
  const admitted = admit(runs);
  const glue = admitted.glue.runs;
  const pictures = admitted.pictures.runs;
  const checked = new Set([...glue, ...pictures].map(({ record }) => record.id));
  const others = runs
    .filter(({ record }) => record.status === 'finished' && !checked.has(record.id))
    .map(({ record }) => ({ record, contradiction: identityOfNoStart(record) }));
  return [
    ...[...glue, ...pictures, ...others].flatMap(sentenceOf),
    ...glue.filter(({ record }) => record.status === 'finished').flatMap(predictionProblems),
  ];
}

/** A run that went on under other code has the identity of one of its starts. */
function identityOfNoStart(record: RunRecord): string | undefined {
  const problems = record.starts.map((start) => identityProblem({ ...record, starts: [start] }));
  return problems.includes(undefined) ? undefined : problems[0];
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
