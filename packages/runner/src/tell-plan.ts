import { spoken } from './duration.ts';
import { secondsOf } from './estimate.ts';
import type { Plan } from './experiment.ts';
import { identityFor, recordedName } from './identity.ts';
import type { Series } from './series.ts';

/**
 * Says how many runs there are and, where runs like them are recorded, how long they take.
 * @param first the runs that are made first
 * @param later runs like those that follow
 */
export async function tellPlan(
  series: Series,
  first: readonly Plan<unknown>[],
  later: readonly Plan<unknown>[],
): Promise<void> {
  const { experiment, invocation, tracking, session, environment, beside, finished } = series;
  const all = [...first, ...later];
  const found = await Promise.all(all.map((plan) => tracking.find(identityFor(series, plan))));
  for (const run of found) if (run?.status === 'finished') finished.set(run.identity, run);
  const left = all.filter((_, i) => found[i]?.status !== 'finished');
  if (left.length < 2) return;
  const records = await tracking.list({
    experiment: recordedName(experiment),
    status: 'finished',
    limit: 200,
  });
  const seconds = secondsOf(left, records, environment, (plan) => session.stepsOf?.(plan));
  const time =
    seconds === undefined
      ? ''
      : `, about ${spoken(seconds / invocation.jobs)} by recorded runs like them`;
  const counts =
    later.length > 0 ? `${first.length} runs, then ${later.length}` : `${all.length} runs`;
  beside.aside(`\n${counts}: ${left.length} left${time}`);
}
