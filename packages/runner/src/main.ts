// The entry point of every experiment and check: main.ts FOLDER/NAME.experiment.ts [flags]
import { basename, dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CommanderError } from 'commander';
import { isAbort, UsageError } from './errors.ts';
import type { Experiment, Plan } from './experiment.ts';
import { parseInvocation, shareOf, type Invocation } from './options.ts';
import { runExperiment } from './runner.ts';
import { listenForStop, stopCodes } from './stop.ts';

const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

async function main(): Promise<number> {
  const [file = '', ...argv] = process.argv.slice(2);
  const { default: experiment } = (await import(pathToFileURL(resolve(file)).href)) as {
    default: Experiment;
  };
  const project = basename(dirname(resolve(file)));
  const invocation = parseInvocation(experiment, project, argv);
  const plans = planned(experiment, invocation);
  const log = (line: string) => console.log(line);
  if (invocation.dryRun) {
    for (const plan of shareOf(plans, invocation.shard)) {
      log(`${plan.label}\n  ${JSON.stringify(plan.config)}`);
    }
    return exitCodes.done;
  }
  outliveTerminal();
  const stop = listenForStop(log);
  const { signal } = stop;
  const { checkpointEvery } = invocation;
  const context = { log, signal, env: process.env, checkpointEvery };
  try {
    const tally = await runExperiment(experiment, project, plans, invocation, context);
    log(`\n${tally.finished} run, ${tally.skipped} already finished`);
    return tally.interrupted ? stop.exitCode : exitCodes.done;
  } catch (error) {
    if (!signal.aborted || !isAbort(error)) throw error;
    log('Stopped before a run began.');
    return stop.exitCode;
  }
}

/** What is written to a terminal that was closed, or to a program that has ended, is lost; the run goes on. */
function outliveTerminal(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** Settings that make no plan, such as an unknown method, are wrong usage too. */
function planned(
  experiment: Experiment,
  { settings, preset }: Invocation,
): readonly Plan<unknown>[] {
  try {
    return experiment.plan(settings, preset);
  } catch (error) {
    throw speaksForItself(error) ? new UsageError(error.message) : error;
  }
}

/** Errors of our own carry a code; anything else is a bug and shows its stack. */
function speaksForItself(error: unknown): error is Error {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'string';
}

function explain(error: unknown): number {
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof UsageError) {
    console.error(error.message);
    return exitCodes.usage;
  }
  console.error(speaksForItself(error) ? `Error: ${error.message}` : error);
  return exitCodes.failed;
}

process.exitCode = await main().catch(explain);
// Node aborts where it cannot set a terminal back that is gone, so that we end by the signal itself.
if (process.exitCode === stopCodes.SIGHUP) {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
