import { availableParallelism } from 'node:os';
import { CodedError } from '@singlora/errors';
import { isAbort, UsageError } from './errors.ts';
import type { Context, Experiment, Plan } from './experiment.ts';
import { exitCodes, explain } from './explain.ts';
import { helpersFrom, noHelpers, type StartHelper } from './helpers.ts';
import { parseInvocation, shareOf, type Invocation } from './options.ts';
import { runExperiment, type Loaded } from './runner.ts';
import type { Stop } from './stop.ts';

/** What a command has of the process that it runs in. */
interface Surroundings {
  readonly log: (line: string) => void;
  /** takes what went wrong */
  readonly warn: (line: unknown) => void;
  readonly stop: Stop;
  readonly env: NodeJS.ProcessEnv;
  /** absent in a helper */
  readonly startHelper?: StartHelper;
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
    const { exitCode, printed } = explain(error);
    if (printed !== undefined) surroundings.warn(printed);
    return exitCode;
  }
}

async function run(
  { experiment, ...loaded }: Loaded,
  argv: readonly string[],
  { log, stop, env, startHelper }: Surroundings,
): Promise<number> {
  const parsed = parseInvocation(experiment, loaded.project.name, argv);
  const asked = planned(experiment, parsed); // wrong usage ends here, before anything is loaded
  const jobs = Math.min(parsed.jobs, shareOf(asked, parsed.shard).length);
  const invocation = { ...parsed, jobs };
  // Read by this process's backend when it starts, and inherited by helpers.
  if (jobs > 1)
    env['SINGLORA_CORES'] ??= String(Math.max(1, Math.floor(availableParallelism() / jobs)));
  const { signal } = stop;
  const { checkpointEvery, dryRun } = invocation;
  const context = { log, signal, env, checkpointEvery };
  if (dryRun) {
    for (const plan of shareOf(asked, invocation.shard)) {
      log(`${plan.label}\n  ${JSON.stringify(plan.config)}`);
    }
  }
  const needs = await experiment.needs?.(invocation.settings, invocation.preset, context);
  for (const line of needs?.told ?? []) log(line);
  const missing = needs?.missing ?? [];
  if (missing.length > 0) log(['Missing:', ...missing.map((one) => `- ${one}`)].join('\n'));
  if (dryRun) return exitCodes.done;
  if (missing.length > 0) {
    log('Nothing was run. The same command begins once this is there.');
    return exitCodes.failed;
  }
  const helpers = startHelper ? helpersFrom(startHelper, jobs - 1, log) : noHelpers;
  signal.addEventListener('abort', () => helpers.stop());
  try {
    const fitted = await fit(experiment, invocation, context);
    const plans = planned(experiment, fitted);
    const tally = await runExperiment(experiment, loaded, plans, fitted, context, helpers);
    const { held } = tally;
    const others = held.length > 0 ? `, ${held.length} that other processes have:` : '';
    const elsewhere = jobs > 1 ? ' or made by the processes beside this one' : '';
    log(
      [
        `\n${tally.finished} run, ${tally.skipped} already finished${elsewhere}${others}`,
        ...held,
      ].join('\n'),
    );
    return tally.interrupted ? stop.exitCode : exitCodes.done;
  } catch (error) {
    if (!signal.aborted || !isAbort(error)) throw error;
    log('Stopped before a run began.');
    return stop.exitCode;
  } finally {
    helpers.stop();
  }
}

/** The invocation with settings that this machine can honour. */
async function fit(
  experiment: Experiment,
  invocation: Invocation,
  context: Context,
): Promise<Invocation> {
  const settings = await experiment.fit?.(invocation.settings, context);
  return { ...invocation, settings: settings ?? invocation.settings };
}

/** Settings that make no plan, such as an unknown method, are wrong usage too. */
function planned(
  experiment: Experiment,
  { settings, preset, run }: Invocation,
): readonly Plan<unknown>[] {
  try {
    return run ? [run] : experiment.plan(settings, preset);
  } catch (error) {
    throw error instanceof CodedError ? new UsageError(error.message, { cause: error }) : error;
  }
}
