// The entry point of every experiment: main.ts FILE [flags], such as experiments/mnli.experiment.ts or theory/transfer/check.ts.
import { resolve } from 'node:path';
import { CodedError } from '@singlora/errors';
import { isAbort, UsageError } from './errors.ts';
import { exitCodes, explain } from './explain.ts';
import type { Context, Experiment, Plan } from './experiment.ts';
import { loadedFrom, loadExperiment, loadProjectOf } from './load.ts';
import { parseInvocation, shareOf, type Invocation } from './options.ts';
import { runExperiment } from './runner.ts';
import { listenForStop, stopCode } from './stop.ts';

async function main(): Promise<number> {
  const log = (line: string) => console.log(line);
  outliveTerminal();
  const stop = listenForStop(log); // before the experiment is loaded, which takes seconds
  const [, program = '', source = '', ...argv] = process.argv;
  const file = loadedFrom(resolve(source), process.cwd(), program);
  const experiment = await loadExperiment(file);
  const project = await loadProjectOf(file);
  const invocation = parseInvocation(experiment, project.name, argv);
  const asked = planned(experiment, invocation); // wrong usage ends here, before anything is loaded
  if (invocation.dryRun) {
    for (const plan of shareOf(asked, invocation.shard)) {
      log(`${plan.label}\n  ${JSON.stringify(plan.config)}`);
    }
    return exitCodes.done;
  }
  const { signal } = stop;
  const { checkpointEvery } = invocation;
  const context = { log, signal, env: process.env, checkpointEvery };
  try {
    const fitted = await fit(experiment, invocation, context);
    const plans = planned(experiment, fitted);
    const tally = await runExperiment(experiment, { project, source }, plans, fitted, context);
    const { held } = tally;
    const others = held.length > 0 ? `, ${held.length} that other processes have:` : '';
    log(
      [`\n${tally.finished} run, ${tally.skipped} already finished${others}`, ...held].join('\n'),
    );
    return tally.interrupted ? stop.exitCode : exitCodes.done;
  } catch (error) {
    if (!signal.aborted || !isAbort(error)) throw error;
    log('Stopped before a run began.');
    return stop.exitCode;
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

/** Output to a closed terminal or an ended program is lost; the run continues. */
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
    throw error instanceof CodedError ? new UsageError(error.message, { cause: error }) : error;
  }
}

process.exitCode = await main().catch((error: unknown) => {
  const { exitCode, printed } = explain(error);
  if (printed !== undefined) console.error(printed);
  return exitCode;
});
// Node aborts where it cannot reset a closed terminal, so the process ends by the signal itself.
if (process.exitCode === stopCode('SIGHUP')) {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
