import { copiesAmong } from './glue/copies.ts';
import { glueRuns, isGlue, type GlueRun } from './glue/run.ts';
import { picturesAlike } from './dreambooth/copies.ts';
import { dreamBoothRuns, isPictures, type DreamBoothRun } from './dreambooth/run.ts';
import {
  ownProblem,
  withContradictions,
  runName,
  withRepeats,
  type CheckedRun,
} from './record-problem.ts';
import type { RecordedRun, SuiteRuns } from './recorded-run.ts';

/** The recorded runs of every suite; one that may not count has the reason as its contradiction. */
export interface Admitted {
  readonly glue: SuiteRuns<GlueRun>;
  readonly pictures: SuiteRuns<DreamBoothRun>;
  /** All others, such as the checks of the theory. */
  readonly others: readonly CheckedRun[];
}

/** The predictions of at most so many runs, the newest, are compared with each other. */
const mostCompared = 5000;

/**
 * Decides which recorded runs, newest first, may count: the one gate before every comparison. A run may not if its record
 * contradicts itself, if another one of its identity has another score, or if it has the results of a run that was trained
 * otherwise. What concerns two sides is checked by their comparison, and what concerns a plan's runs by the plan.
 */
export function admit(recorded: readonly RecordedRun[]): Admitted {
  const glue = glueRuns(recorded);
  const pictures = dreamBoothRuns(recorded);
  const others = recorded.filter(
    ({ record }) => !isGlue(record.config) && !isPictures(record.config),
  );
  // Reading all predictions tells which of them have a problem.
  const predicted = withCopies(glue.runs, copiesAmong(glue.runs.slice(0, mostCompared)));
  return {
    glue: {
      ...glue,
      runs: withContradictions(predicted, ({ predictions }) =>
        predictions.problem === undefined
          ? undefined
          : 'its predictions are not what it was scored by',
      ),
    },
    pictures: { ...pictures, runs: withCopies(pictures.runs, picturesAlike(pictures.runs)) },
    others: withRepeats(
      withContradictions(
        others.map(({ record }): CheckedRun => ({ record, contradiction: undefined })),
        ({ record }) => ownProblem(record),
      ),
      ({ record: { artifacts } }) => artifacts.find(({ name }) => name === 'result.json')?.sha256,
    ),
  };
}

/** Refuses runs that have the results of another one, which was trained otherwise. */
const withCopies = <Run extends CheckedRun>(
  runs: readonly Run[],
  copies: ReadonlyMap<Run, Run>,
): Run[] =>
  withContradictions(runs, (run) => {
    const other = copies.get(run);
    return other && `it has the results of ${runName(other)}, which was trained otherwise`;
  });
