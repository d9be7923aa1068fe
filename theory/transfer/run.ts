import type { Context, Outcome, Plan, Session } from '@singlora/runner';
import { startBackend } from '@singlora/runtime';
import {
  measureLosses,
  ModelCache,
  transferReport,
  type RateLosses,
  type TransferReport,
  type TransferredTo,
} from '@singlora/scaling';
import type { Run } from '@singlora/tracking';
import { finishedUnits, keepUnit } from '../units.ts';
import type { TransferRunConfig } from './plan.ts';

/** What the runs share: the backend, and models that are drawn once for all methods. */
export async function openTransferSession({
  log,
  env,
}: Context): Promise<Session<TransferRunConfig>> {
  const backend = await startBackend({ env, warn: log });
  log(`Backend  ${backend.description}`);
  const models = new ModelCache();
  return {
    backend: backend.description,
    assets: [],
    run: (plan, run, context) => runTransfer(models, plan, run, context),
    describe,
  };
}

async function runTransfer(
  models: ModelCache,
  { config }: Plan<TransferRunConfig>,
  run: Run,
  { signal, log }: Context,
): Promise<Outcome> {
  const started = performance.now();
  const finished = await finishedUnits<RateLosses>(run.folder);
  const units: RateLosses[] = [];
  for (const width of config.widths) {
    for (const seed of config.seeds) {
      const before = finished.find((unit) => unit.width === width && unit.seed === seed);
      const unit = before ?? measureLosses(config, models, width, seed);
      if (!before) await keepUnit(run.folder, unit);
      units.push(unit);
      await new Promise(setImmediate); // lets Ctrl-C be heard
      if (signal.aborted) return { status: 'interrupted' };
    }
  }
  const report = transferReport(config, units);
  for (const line of linesOf(report)) log(`  ${line}`);
  await run.artifact('result.json', JSON.stringify(report));
  const seconds = (performance.now() - started) / 1000;
  return { status: 'finished', summary: { ...summaryOf(report), seconds } };
}

function summaryOf({ exponent, predictedExponent, optimum, transferred }: TransferReport) {
  const last = transferred.at(-1);
  const { slope, low, high } = exponent ?? {};
  return defined({
    exponent: slope,
    exponent_low: low,
    exponent_high: high,
    predicted: predictedExponent,
    at_edge: optimum.reduce((sum, { atEdge }) => sum + atEdge, 0),
    widest: last?.width,
    own_loss: last?.own.loss,
    kept_ratio: last?.kept.ratio?.value,
    scaled_ratio: last?.scaled?.ratio?.value,
  });
}

function defined(numbers: Record<string, number | null | undefined>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(numbers).flatMap(([name, value]) =>
      typeof value === 'number' ? [[name, value]] : [],
    ),
  );
}

function linesOf({ optimum, transferred }: TransferReport): string[] {
  return optimum.map(({ width, rate, low, high, atEdge }) => {
    const edge = atEdge > 0 ? `, ${atEdge} seeds at the edge of the rates` : '';
    const best = `n = ${width}: best rate ${power(rate)} (95 % ${power(low)} to ${power(high)})${edge}`;
    const to = transferred.find((one) => one.width === width);
    return to ? `${best}; ${lossLine(to)}` : best;
  });
}

function lossLine({ own, kept, scaled }: TransferredTo): string {
  const times = ({ ratio }: typeof kept) =>
    ratio
      ? `× ${ratio.value.toFixed(2)} (${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)})`
      : 'diverged';
  const parts = [`loss ${own.loss?.toPrecision(2) ?? 'diverged'}`, `rate kept ${times(kept)}`];
  return [...parts, ...(scaled ? [`rate scaled ${times(scaled)}`] : [])].join(', ');
}

const power = (rate: number) => `2^${Math.log2(rate).toFixed(1)}`;

/** A finished run in one line. */
function describe(summary: Readonly<Record<string, number>>): string {
  const { exponent, exponent_low: low, exponent_high: high, predicted, widest, seconds } = summary;
  const measured =
    exponent === undefined
      ? 'no exponent'
      : `best rate ∝ n^${exponent.toFixed(2)} (95 % ${low?.toFixed(2)} to ${high?.toFixed(2)})`;
  const derived = predicted === undefined ? '' : `, derived ${predicted.toFixed(2)}`;
  const { kept_ratio: ratio } = summary;
  const kept = ratio === undefined ? 'diverges' : `costs × ${ratio.toFixed(2)}`;
  const cost = widest === undefined ? '' : `; kept, it ${kept} in loss at n = ${widest}`;
  return `${measured}${derived}${cost}; ${seconds?.toFixed(0)} s`;
}
