import { CodedError } from '@singlora/core/errors';
import { misuse, UsageError } from './errors.ts';
import type { Context, Experiment, Stage } from './experiment.ts';
import { joined, namedAfter } from './follow-all.ts';
import type { Invocation } from './options.ts';
import { checkRepeats } from './run-file.ts';

/**
 * The runs at all grid points, with those that follow. Settings that give no plan, such as an unknown method, or a start that none of
 * the methods has, count as wrong usage.
 */
export function planned(
  experiment: Experiment,
  { grid, preset, run, repeated }: Invocation,
): Stage<unknown> {
  try {
    if (run) return { runs: [run] };
    const points = grid.map(({ settings, name }) => {
      const runs = experiment.plan(settings, preset);
      if (repeated) checkRepeats(repeated, runs[0]?.config);
      const point = { runs, follow: experiment.follow?.(settings, preset) };
      return name === '' ? point : namedAfter(name, point);
    });
    const all = joined(points);
    if (all.runs.length === 0 && !all.follow)
      throw misuse`These settings have no run: none of their combinations is possible. See --help for what each one takes.`;
    return all;
  } catch (error) {
    throw error instanceof CodedError ? new UsageError(error.message, { cause: error }) : error;
  }
}

/** The invocation with its settings adapted to this machine. */
export async function fit(
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
  // A run's file was checked before, and may ask for what this machine lacks.
  return { ...invocation, settings: fitted, grid, repeated: undefined };
}
