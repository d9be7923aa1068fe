import { copiesAmong } from './glue/copies.ts';
import { glueRuns, type GlueRun } from './glue/run.ts';
import { dreamBoothRuns, type DreamBoothRun } from './dreambooth/run.ts';
import type { RecordedRun, SuiteRuns } from './recorded-run.ts';

/** The recorded runs of every suite; one that may not count has the reason as its contradiction. */
export interface Admitted {
  readonly glue: SuiteRuns<GlueRun>;
  readonly pictures: SuiteRuns<DreamBoothRun>;
}

/** The predictions of at most so many runs, the newest, are compared with each other. */
const mostCompared = 5000;

/**
 * Decides which recorded runs, newest first, may count: the one gate before every comparison. A run may not if its record
 * contradicts itself, if another one of its identity has another score, or if it predicts as a run that was trained
 * otherwise. What concerns two sides is checked by their comparison, and what concerns a plan's runs by the plan.
 */
export function admit(recorded: readonly RecordedRun[]): Admitted {
  const { runs, otherVersions } = glueRuns(recorded);
  const copies = copiesAmong(runs.slice(0, mostCompared));
  return {
    glue: { runs: runs.map((run) => withCopy(run, copies.get(run))), otherVersions },
    pictures: dreamBoothRuns(recorded),
  };
}

/** A run that predicts as `other` does has that as its contradiction, unless it has one already. */
const withCopy = (run: GlueRun, other: GlueRun | undefined): GlueRun =>
  other && run.contradiction === undefined
    ? {
        ...run,
        contradiction: `it predicts as run ${other.record.id.slice(0, 12)}, which was trained otherwise`,
      }
    : run;
