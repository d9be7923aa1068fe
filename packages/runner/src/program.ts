import { availableParallelism } from 'node:os';
import { CodedError } from '@singlora/errors';
import type { ChildProcess } from 'node:child_process';
import { isAbort, UsageError } from './errors.ts';
import type { Context, Experiment, Stage } from './experiment.ts';
import { exitCodes, explain } from './explain.ts';
import { namedAfter } from './follow-all.ts';
import { runJobs, type JobMessage } from './jobs.ts';
import { jobsView } from './jobs-view.ts';
import { parseInvocation, shareOf, type Invocation } from './options.ts';
import { projectOf, type Loaded } from './load.ts';
import { runExperiment } from './runner.ts';
import type { Stop } from './stop.ts';
import { emptyTally, lastWords } from './tally.ts';

/** What a command has of the process that it runs in. */
interface Surroundings {
  readonly log: (line: string) => void;
  /** takes what went wrong */
  readonly warn: (line: unknown) => void;
  readonly stop: Stop;
  readonly env: NodeJS.ProcessEnv;
  /** Starts a job of the same command; absent in a job. */
  readonly startJob?: (number: number) => ChildProcess;
  /** In a job: tells the command that started it. */
  readonly tell?: (message: JobMessage) => Promise<void>;
}

/** An experiment's whole command; gives its exit code. */
export async function runProgram(
  load: () => Promise<Loaded>,
  argv: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  try {
    return await run(await load(), argv, surroundings);
  } catch (error) {
    return complain(error, surroundings);
  }
}

/** Says what went wrong; gives the exit code. */
async function complain(error: unknown, { warn, tell }: Surroundings): Promise<number> {
  const { exitCode, printed } = explain(error);
  const text = printed instanceof Error ? printed.stack : printed;
  if (tell) await tell({ line: String(text) });
  else if (printed !== undefined) warn(printed);
  return exitCode;
}

async function run(
  { experiment, ...loaded }: Loaded,
  argv: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { stop, env, startJob, tell } = surroundings;
  const parsed = parseInvocation(experiment, projectOf(loaded.source), argv);
  // Wrong usage ends here, before anything is loaded.
  const asked = planned(experiment, parsed).flatMap(({ runs }) => runs);
  const jobs = Math.min(parsed.jobs, shareOf(asked, parsed.shard).length);
  const invocation = { ...parsed, jobs };
  const { signal } = stop;
  const { checkpointEvery, dryRun, keepGoing } = invocation;
  const log = tell ? (line: string) => void tell({ line }) : surroundings.log;
  const context = { log, signal, env, checkpointEvery };
  if (dryRun) {
    for (const plan of shareOf(asked, invocation.shard)) {
      const config = JSON.stringify(plan.config);
      log(dryRun === 'json' ? JSON.stringify(plan) : `${plan.label}\n  ${config}`);
    }
    if (dryRun === 'json') return exitCodes.done;
  }
  const needs = tell
    ? undefined
    : await experiment.needs?.(invocation.settings, invocation.preset, context);
  for (const line of needs?.told ?? []) log(line);
  const missing = needs?.missing ?? [];
  if (missing.length > 0) log(['Missing:', ...missing.map((one) => `- ${one}`)].join('\n'));
  if (dryRun) return exitCodes.done;
  if (missing.length > 0) {
    log('Nothing was run. The same command begins once this is there.');
    return exitCodes.failed;
  }
  if (jobs > 1 && startJob) {
    // Read by the backend of each, and by what counts their runs.
    env['SINGLORA_BEGUN'] = new Date().toISOString();
    env['SINGLORA_CORES'] ??= String(Math.max(1, Math.floor(availableParallelism() / jobs)));
    const view = jobsView(log, process.stderr, env);
    const ended = await runJobs({ count: jobs, start: startJob, view, signal, keepGoing });
    log(lastWords(ended.tally));
    return signal.aborted ? stop.exitCode : ended.exitCode;
  }
  const tally = emptyTally();
  try {
    const isFirst = !tell || env['SINGLORA_JOB'] === '1';
    const aside = isFirst ? log : () => undefined;
    const fitted = await fit(experiment, invocation, { ...context, log: aside });
    const parts = planned(experiment, fitted);
    const beside = { isFirst, aside, begins: () => void tell?.({ begins: true }) };
    await runExperiment(experiment, loaded, parts, fitted, context, tally, beside);
    if (tally.interrupted) return stop.exitCode;
    return tally.failed.length > 0 ? exitCodes.failed : exitCodes.done;
  } catch (error) {
    if (!signal.aborted || !isAbort(error)) return await complain(error, surroundings);
    log('Stopped before a run began.');
    return stop.exitCode;
  } finally {
    if (tell) await tell({ tally });
    else if (tally.planned > 0) log(lastWords(tally));
  }
}

/** The invocation with settings that this machine can honour. */
async function fit(
  experiment: Experiment,
  invocation: Invocation,
  context: Context,
): Promise<Invocation> {
  const asked = invocation.settings as Readonly<Record<string, unknown>>;
  const fitted = ((await experiment.fit?.(asked, context)) ?? asked) as typeof asked;
  const changed = Object.entries(fitted).filter(([key, value]) => value !== asked[key]);
  const grid = invocation.grid.map(({ settings, name }) => ({
    settings: { ...(settings as typeof asked), ...Object.fromEntries(changed) },
    name,
  }));
  return { ...invocation, settings: fitted, grid };
}

/** The runs at each point of the grid, with what follows them; settings that make no plan, such as an unknown method, are wrong usage too. */
function planned(
  experiment: Experiment,
  { grid, preset, run }: Invocation,
): readonly Stage<unknown>[] {
  try {
    if (run) return [{ runs: [run] }];
    return grid.map(({ settings, name }) => {
      const runs = experiment.plan(settings, preset);
      const part = { runs, follow: experiment.follow?.(settings, preset) };
      return name === '' ? part : namedAfter(name, part);
    });
  } catch (error) {
    throw error instanceof CodedError ? new UsageError(error.message, { cause: error }) : error;
  }
}
