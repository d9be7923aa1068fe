import type { Concluded, Finished, Plan, Stage } from './experiment.ts';
import { identityFor } from './identity.ts';
import { shareOf } from './options.ts';
import type { RunSeries } from './series.ts';

/** Runs to make, and runs like those that will follow. */
interface Share {
  readonly runs: readonly Plan<unknown>[];
  readonly later: readonly Plan<unknown>[];
  /** Whether none follow from them. */
  readonly isLast: boolean;
}

/** A command's shares of the planned runs; each is given once the runs that it depends on have finished. */
export async function* sharesOf(series: RunSeries, first: Stage<unknown>): AsyncGenerator<Share> {
  const { beside, tally, invocation } = series;
  const ours = (plans: readonly Plan<unknown>[]) => shareOf(plans, invocation.shard);
  let { runs: all, follow } = first;
  const later = () => ours(follow?.alike ?? []);
  yield { runs: ours(all), later: later(), isLast: !follow };
  while (follow && !tally.interrupted) {
    const finished = await finishedOf(series, all);
    if (finished.includes(undefined)) {
      beside.aside(
        '\nWhat follows from these runs needs all of them: give this command again once they have finished.',
      );
      if (!follow.inParts || tally.failed.length === 0 || tally.held.length > 0) return;
    }
    const stage: Stage<unknown> = follow.plan(finished as Finished<unknown>[]);
    follow = stage.follow;
    yield { runs: ours(stage.runs), later: later(), isLast: !follow };
    all = [...all, ...stage.runs];
  }
}

/** The results of the planned runs, in order; undefined for an unfinished one. */
export async function finishedOf(
  series: RunSeries,
  plans: readonly Plan<unknown>[],
): Promise<(Concluded<unknown> | undefined)[]> {
  const records = await Promise.all(
    plans.map((plan) => series.tracking.find(identityFor(series, plan))),
  );
  return plans.map((plan, i) => {
    const record = records[i];
    return record?.status === 'finished' ? { ...plan, summary: record.summary } : undefined;
  });
}
