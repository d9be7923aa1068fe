import type { RunRecord } from '@singlora/tracking';
import { claimAll } from './claim-all.ts';
import type { TimedStep } from './cost.ts';
import { failedElsewhere, isTrackingError } from './errors.ts';
import type { Plan } from './experiment.ts';
import { identityFor } from './identity.ts';
import { beginningOf, noteFailure, runOne, type NamedRun } from './run-one.ts';
import type { RunSeries } from './series.ts';
import { endedIn } from './tally.ts';

/** Makes each of the planned runs once: points of a grid may share some. `later` are like those that will follow. */
export async function runAll(
  series: RunSeries,
  planned: readonly Plan<unknown>[],
  later: readonly Plan<unknown>[],
): Promise<void> {
  const { context, invocation, tally, beside, seen } = series;
  const { signal } = context;
  const plans = planned
    .map((plan) => ({ plan, identity: identityFor(series, plan) }))
    .filter(({ identity }) => !seen.has(identity) && seen.add(identity));
  tally.planned += plans.length;
  const before = endedIn(tally);
  const named = plans.map((one, i): NamedRun => ({
    ...one,
    title: `\n[${i + 1}/${plans.length}] ${one.plan.label}`,
  }));
  const held = await claimAll(
    named,
    async ({ item, ahead, isFirst }) => {
      const rest = [...ahead.map(({ plan }) => plan), ...later];
      const heldBy = await makeOrSkip(series, item, { ahead: rest, isFirstLook: isFirst });
      if (heldBy === undefined) return undefined;
      if (isFirst) beside.aside(`${item.title}\n  passed over: ${heldBy}`);
      return `${item.plan.label}: ${heldBy}`;
    },
    {
      waits: invocation.waits,
      signal,
      onWait: (all) =>
        beside.aside(
          `\nWaiting for ${all.length === 1 ? 'a run' : `${all.length} runs`} of other processes (--no-wait leaves them):\n  ${all.join('\n  ')}`,
        ),
    },
  );
  tally.held = [...tally.held, ...held];
  const done = endedIn(tally) - before;
  if (signal.aborted && done + held.length < plans.length) tally.interrupted = true;
}

/** Makes or skips a run; where another process has it, returns a sentence that names the holder. */
async function makeOrSkip(
  series: RunSeries,
  named: NamedRun,
  { ahead, isFirstLook }: { ahead: readonly Plan<unknown>[]; isFirstLook: boolean },
): Promise<string | undefined> {
  const { invocation, context, session, tracking, tally, begun, beside } = series;
  const { plan, title, identity } = named;
  const isForced = invocation.force && isFirstLook;
  const known = isFirstLook ? series.finished.get(identity) : undefined;
  const previous = isForced ? undefined : (known ?? (await tracking.find(identity)));
  const { status, finishedAt = '' } = previous ?? {};
  const namesOf = ({ id }: RunRecord) => ({ run: id, identity, label: plan.label });
  if (previous && status === 'finished') {
    const { summary } = previous;
    const described = session.describe(summary, plan);
    beside.aside(`${title}\n  finished before (run ${previous.id}): ${described}`);
    void beside.emit({
      event: 'end',
      ...namesOf(previous),
      status,
      made: false,
      summary,
      error: null,
    });
    if (finishedAt < begun) tally.skipped += 1;
    else tally.elsewhere += 1;
    return undefined;
  }
  if (previous && status === 'failed' && finishedAt >= begun) {
    const { id, error = '', owner } = previous;
    beside.aside(title);
    noteFailure(series, namesOf(previous), failedElsewhere(id, error, owner), false);
    return undefined;
  }
  const onStep = (measured: TimedStep) =>
    series.tellCost(measured, () =>
      ahead.map((one) => session.stepsOf?.(one) ?? measured.totalSteps),
    );
  const beginning = {
    fresh: isForced,
    ...(!isForced && (await beginningOf(series, plan, previous))),
  };
  try {
    await runOne(series, named, { ...context, onStep }, beginning);
    return undefined;
  } catch (error) {
    if (isTrackingError(error, 'RUN_IN_PROGRESS')) return error.message;
    if (!isTrackingError(error, 'RUN_FINISHED')) throw error;
    return makeOrSkip(series, named, { ahead, isFirstLook: false }); // meanwhile by another process
  }
}
