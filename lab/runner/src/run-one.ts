import { reasonOf } from '@singlora/core/errors';
import { removeStale } from '@singlora/core/disk';
import type { RunRecord, StartRun } from '@singlora/tracking';
import { commandFor } from './command-line.ts';
import type { TimedStep } from './cost.ts';
import { isTrackingError, misuse } from './errors.ts';
import { stepEvents, type RunNames } from './events.ts';
import type { Context, Plan } from './experiment.ts';
import { explain } from './explain.ts';
import { assetsFor, recordedName } from './identity.ts';
import { earlierLine, goesOn } from './other-code.ts';
import { startPeak } from './peak-memory.ts';
import type { RunSeries } from './series.ts';

/** A planned run, and its label line. */
export interface NamedRun {
  readonly plan: Plan<unknown>;
  readonly identity: string;
  readonly title: string;
}

/** How a run begins, and a line to report about it. */
interface HowItBegins extends Pick<StartRun, 'fresh' | 'continues'> {
  readonly says?: string | undefined;
}

/** Makes a run and records how it ends. @throws the run's error, unless the command keeps going */
export async function runOne(
  series: RunSeries,
  { plan, title, identity }: NamedRun,
  context: Context,
  { says, ...how }: HowItBegins,
): Promise<void> {
  const { experiment, invocation, tracking, session, environment, tally, beside } = series;
  const run = await tracking.start({
    experiment: recordedName(experiment),
    identity,
    config: plan.config as Record<string, unknown>,
    environment,
    assets: assetsFor(series, plan),
    command: commandFor(series, identity),
    ...how,
  });
  const names = { run: run.id, identity, label: plan.label };
  void beside.emit({ event: 'begin', ...names, folder: run.folder });
  context.log([title, ...(says === undefined ? [] : [`  ${says}`])].join('\n'));
  if (how.continues !== undefined) series.continued = undefined;
  try {
    await removeStale(run.folder, { afterMs: -Infinity, deep: true }); // nobody else may write there
    const tellStep = stepEvents(beside.emit, run.id);
    const onStep = (measured: TimedStep) => {
      context.onStep?.(measured);
      tellStep(measured);
    };
    const peak = startPeak();
    const outcome = await session.run(plan, run, { ...context, onStep });
    const { status } = outcome;
    const summary = outcome.status === 'finished' ? { ...outcome.summary, ...peak() } : {};
    if (status === 'finished') {
      await run.end(status, summary);
      context.log(`  ${session.describe(summary, plan)} (run ${run.id})`);
      tally.made += 1;
    } else {
      await run.end(status);
      const again = invocation.force ? 'the same command without --force' : 'the same command';
      context.log(`  interrupted and saved (run ${run.id}); ${again} goes on from here`);
      tally.interrupted = true;
    }
    void beside.emit({ event: 'end', ...names, status, made: true, summary, error: null });
  } catch (error) {
    // The run's own error is reported, whether or not it can be recorded.
    await run.end('failed', undefined, reasonOf(error)).catch((unrecorded: unknown) => {
      // It has ended already, or another process has it now.
      if (unrecorded !== error && !isTrackingError(unrecorded, 'RUN_ENDED'))
        context.log(`  ${reasonOf(unrecorded)}`);
    });
    noteFailure(series, names, error, true);
  }
}

/**
 * The earlier run that continues under this code in place of a new one, and a line about earlier runs, if any.
 * @param own the run with these settings under this code, if any
 */
export async function beginningOf(
  series: RunSeries,
  plan: Plan<unknown>,
  own: RunRecord | undefined,
): Promise<HowItBegins> {
  const { experiment, code, tracking, continued } = series;
  const beginning = {
    experiment: recordedName(experiment),
    plan,
    code,
    assets: assetsFor(series, plan),
  };
  if (continued && goesOn(continued, beginning)) {
    if (own)
      throw misuse`--continue: run ${own.id} of these settings has begun since, under this code; it goes on without the flag.`;
    const { id } = continued;
    return { continues: id, says: `goes on with run ${id}, begun under other code` };
  }
  return own ? {} : { says: await earlierLine(tracking, beginning) };
}

/**
 * Counts a failed run.
 * @param made whether this command made it
 * @throws the error, unless the command keeps going
 */
export function noteFailure(
  { tally, invocation, context, beside }: RunSeries,
  names: RunNames,
  error: unknown,
  made: boolean,
): void {
  const { label, run } = names;
  const reason = reasonOf(error);
  tally.failed.push(`${label} (run ${run}): ${reason}`);
  const event = {
    event: 'end',
    ...names,
    status: 'failed',
    made,
    summary: {},
    error: reason,
  } as const;
  void beside.emit(event);
  if (!invocation.keepGoing) throw error;
  const { printed } = explain(error);
  context.log(
    `  failed (run ${run}): ${printed instanceof Error ? printed.stack : String(printed)}`,
  );
}
