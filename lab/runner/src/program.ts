import { availableParallelism } from 'node:os';
import { reasonOf } from '@singlora/core/errors';
import { checkEnvironment } from '@singlora/runtime/environment';
import { databaseName, defaultUrl } from '@singlora/tracking';
import type { ChildProcess } from 'node:child_process';
import { plannedRuns } from './dry-run.ts';
import { isAbort } from './errors.ts';
import type { Emit } from './events.ts';
import { exitCodes, explain } from './explain.ts';
import { runJobs, type JobMessage } from './jobs.ts';
import { jobsView } from './jobs-view.ts';
import { launchWorkers } from './launch/launch.ts';
import { projectOf, type Loaded } from './load.ts';
import { parseInvocation, shareOf } from './options.ts';
import { plannedInWords } from './planned-in-words.ts';
import { fit, planned } from './planned.ts';
import { runExperiment } from './runner.ts';
import type { Stop } from './stop.ts';
import { emptyTally, lastWords, type Tally } from './tally.ts';

/** The parts of the process that a command uses. */
interface Surroundings {
  readonly log: (line: string) => void;
  /** takes errors, and with `--json` all output for people */
  readonly warn: (line: unknown) => void;
  readonly stop: Stop;
  readonly env: NodeJS.ProcessEnv;
  /** Starts a job of the same command, by its number from 1; absent in a job. */
  readonly startJob?: (number: number) => ChildProcess;
  /** Tells the command that started this job; absent outside of jobs. */
  readonly tell?: (message: JobMessage) => Promise<void>;
}

/** Where a command's output goes. */
interface Voices {
  readonly log: (line: string) => void;
  readonly warn: (line: unknown) => void;
  readonly emit: Emit;
}

/** Output for people goes to standard error where events for programs use standard output. */
function voicesOf({ log, warn, tell }: Surroundings, areEvents: boolean): Voices {
  if (tell) {
    const say = (line: unknown) =>
      void tell({ line: String(line instanceof Error ? line.stack : line) });
    return { log: say, warn: say, emit: tell };
  }
  if (areEvents) return { log: warn, warn, emit: (event) => log(JSON.stringify(event)) };
  return { log, warn, emit: () => undefined };
}

/** Runs an experiment's whole command; returns its exit code. */
export async function runProgram(
  load: () => Promise<Loaded>,
  argv: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const voices = voicesOf(surroundings, argv.includes('--json'));
  const tally = emptyTally();
  let exitCode: number;
  let failure: string | null = null;
  try {
    exitCode = await run(await load(), argv, surroundings, voices, tally);
  } catch (error) {
    const explained = explain(error);
    if (explained.printed !== undefined) voices.warn(explained.printed);
    exitCode = explained.exitCode;
    failure = exitCode === exitCodes.done ? null : reasonOf(error);
  }
  if (!surroundings.tell && tally.planned > 0)
    voices.log(lastWords(tally, argv.includes('--force')));
  await voices.emit({ event: 'done', exitCode, error: failure, tally });
  return exitCode;
}

/** Returns the exit code and keeps `tally` up to date. */
async function run(
  { experiment, source, code }: Loaded,
  argv: readonly string[],
  surroundings: Surroundings,
  { log, warn, emit }: Voices,
  tally: Tally,
): Promise<number> {
  const { stop, env, startJob, tell } = surroundings;
  const parsed = parseInvocation(experiment, projectOf(source), argv);
  // What is wrong ends here, before anything is loaded: variables, too, that are read only when runs begin.
  checkEnvironment(env);
  databaseName(defaultUrl(env));
  const first = planned(experiment, parsed);
  if (parsed.launch) {
    const what = { experiment, source, argv, launch: parsed.launch, invocation: parsed, first };
    return launchWorkers(what, { log, warn, env });
  }
  const runs = shareOf(first.runs, parsed.shard);
  const invocation = { ...parsed, jobs: Math.min(parsed.jobs, runs.length) };
  const { signal } = stop;
  const { jobs, checkpointEvery, dryRun, keepGoing } = invocation;
  const context = { log, signal, env, checkpointEvery };
  const isFirst = !tell || env['SINGLORA_JOB'] === '1';
  const aside = isFirst ? log : () => undefined;
  const beside = { isFirst, aside, emit };
  const asked = { experiment, source, argv, invocation, context, tally, beside };
  if (dryRun === 'json') {
    const told = { context: { ...context, log: warn }, beside: { ...beside, aside: warn } };
    for (const plan of await plannedRuns({ ...asked, ...told }, code))
      surroundings.log(JSON.stringify(plan));
    return exitCodes.done;
  }
  if (dryRun) plannedInWords(runs).forEach(log);
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
    // Read by each job's backend, and by the code that counts their runs.
    env['SINGLORA_BEGUN'] = new Date().toISOString();
    env['SINGLORA_CORES'] ??= String(Math.max(1, Math.floor(availableParallelism() / jobs)));
    const view = jobsView(log, process.stderr, env);
    const ended = await runJobs({ count: jobs, start: startJob, view, emit, signal, keepGoing });
    Object.assign(tally, ended.tally);
    return signal.aborted ? stop.exitCode : ended.exitCode;
  }
  try {
    const fitted = await fit(experiment, invocation, { ...context, log: aside });
    await runExperiment({ ...asked, invocation: fitted }, planned(experiment, fitted), code);
  } catch (error) {
    if (!signal.aborted || !isAbort(error)) throw error;
    log('Stopped before a run began.');
    return stop.exitCode;
  }
  if (tally.interrupted) return stop.exitCode;
  return tally.failed.length > 0 ? exitCodes.failed : exitCodes.done;
}
