import type { Context, Outcome, Plan, Session } from '@singlora/runner';
import { startBackend } from '@singlora/runtime';
import {
  baseRate,
  measureUnit,
  ModelCache,
  sweepCells,
  type Cell,
  type Unit,
} from '@singlora/scaling';
import type { Run } from '@singlora/tracking';
import { finishedUnits, keepUnit } from '../units.ts';
import type { SweepRunConfig } from './plan.ts';

/** What the runs share: the backend, and models that are drawn once for all methods. */
export async function openSweepSession({ log, env }: Context): Promise<Session<SweepRunConfig>> {
  const backend = await startBackend({ env, warn: log });
  log(`Backend  ${backend.description}`);
  const models = new ModelCache();
  return {
    backend: backend.description,
    assets: [],
    run: (plan, run, context) => runSweep(models, plan, run, context),
    describe,
  };
}

async function runSweep(
  models: ModelCache,
  { config }: Plan<SweepRunConfig>,
  run: Run,
  { signal, log }: Context,
): Promise<Outcome> {
  const started = performance.now();
  const done = await finishedUnits<Unit>(run.folder);
  const rate = baseRate(config, models);
  const units: Unit[] = [];
  for (const width of config.widths) {
    for (const seed of config.seeds) {
      const before = done.find((unit) => unit.width === width && unit.seed === seed);
      const unit = before ?? measureUnit(config, models, rate, width, seed);
      if (!before) await keepUnit(run.folder, unit);
      units.push(unit);
      await new Promise(setImmediate); // lets Ctrl-C be heard
      if (signal.aborted) return { status: 'interrupted' };
    }
  }
  const cells = sweepCells(config, units);
  for (const cell of cells) log(`  ${lineOf(cell)}`);
  await run.artifact('result.json', JSON.stringify({ baseRate: rate, cells }));
  const agreeing = cells.filter(({ agrees }) => agrees).length;
  return {
    status: 'finished',
    summary: {
      cells: cells.length,
      agreeing,
      undecided: cells.filter(({ verdict }) => verdict === 'undecided').length,
      seconds: (performance.now() - started) / 1000,
    },
  };
}

function lineOf({ rateExponent, verdict, predictedVerdict, agrees, slope }: Cell): string {
  const measured = slope
    ? `slope ${slope.slope.toFixed(2)} (95 % ${slope.low.toFixed(2)} to ${slope.high.toFixed(2)})`
    : 'no slope';
  return `rate n^${rateExponent}: ${verdict}, ${measured}; predicted ${predictedVerdict}${agrees ? '' : ' — DIFFERS'}`;
}

/** A finished run in one line. */
function describe(summary: Readonly<Record<string, number>>): string {
  const { cells = 0, agreeing = 0, undecided = 0, seconds = 0 } = summary;
  return `${agreeing} of ${cells} cells as predicted, ${undecided} undecided, ${seconds.toFixed(0)} s`;
}
