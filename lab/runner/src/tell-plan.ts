import { estimateIn, estimateText } from './estimate.ts';
import type { Plan } from './experiment.ts';
import { identityFor } from './identity.ts';
import type { RunSeries } from './series.ts';

/**
 * Reports the number of runs and, where similar runs are recorded, the duration.
 * @param first the runs that are made first
 * @param later runs like those that follow
 */
export async function tellPlan(
  series: RunSeries,
  first: readonly Plan<unknown>[],
  later: readonly Plan<unknown>[],
): Promise<void> {
  const { invocation, tracking, beside, finished } = series;
  const all = [...first, ...later];
  const found = await Promise.all(all.map((plan) => tracking.find(identityFor(series, plan))));
  for (const run of found) if (run?.status === 'finished') finished.set(run.identity, run);
  const left = all.filter((_, i) => found[i]?.status !== 'finished');
  const each = left.length > 0 ? left.map(await estimateIn(series)) : [];
  const seconds = each.includes(undefined)
    ? null
    : each.reduce<number>((sum, one = NaN) => sum + one, 0) / invocation.jobs;
  const counts = { runs: first.length, later: later.length, left: left.length };
  void beside.emit({ event: 'plan', ...counts, seconds });
  if (left.length < 2) return;
  const time = seconds === null ? '' : estimateText(seconds);
  const planned =
    later.length > 0 ? `${first.length} runs, then ${later.length}` : `${all.length} runs`;
  beside.aside(`\n${planned}: ${left.length} left${time}`);
}
