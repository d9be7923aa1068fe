import { createAdapter, parseAdapterConfig } from '@singlora/core';
import type { Context, Outcome, Plan, Session } from '@singlora/runner';
import { randomStream, startBackend } from '@singlora/runtime';
import { optimiserOf, quartiles, readSteps, trainFits, type Fit } from '@singlora/scaling';
import type { Run } from '@singlora/tracking';
import { resultJson } from '../record.ts';
import { record } from './record.ts';
import * as tf from '@tensorflow/tfjs-core';
import { finishedUnits, keepUnit } from '../units.ts';
import type { ExpressivenessRunConfig } from './plan.ts';
import { Problems } from './problems.ts';

/** One seed, trained to the end. */
interface Trained {
  readonly seed: number;
  /** At each of `readSteps`; null where not finite. */
  readonly losses: readonly (number | null)[];
  /** A loss that the method cannot go below; null where none is known. */
  readonly floor: number | null;
  /** The mean squared error that a loss of 1 is. */
  readonly unit: number;
  /** Numbers trained. */
  readonly parameters: number;
}

/** Seeds trained in one graph. More make the graph slower to load and no faster to run. */
const sideBySide = 4;

export async function openExpressivenessSession({
  log,
  env,
}: Context): Promise<Session<ExpressivenessRunConfig>> {
  const backend = await startBackend({ env, warn: log });
  log(`Backend  ${backend.description}`);
  const problems = new Problems();
  return {
    backend: backend.description,
    assets: [],
    run: (plan, run, context) => runExpressiveness(problems, plan, run, context),
    describe,
  };
}

async function runExpressiveness(
  problems: Problems,
  { config }: Plan<ExpressivenessRunConfig>,
  run: Run,
  { signal }: Context,
): Promise<Outcome> {
  const started = performance.now();
  const trained = await finishedUnits<Trained>(run.folder);
  const left = config.seeds.filter((seed) => !trained.some((one) => one.seed === seed));
  for (let i = 0; i < left.length; i += sideBySide) {
    const more = await trainSeeds(problems, config, left.slice(i, i + sideBySide), signal);
    if (!more) return { status: 'interrupted' };
    for (const one of more) await keepUnit(run.folder, one);
    trained.push(...more);
  }
  trained.sort((a, b) => a.seed - b.seed);
  const result = resultOf(config, trained);
  await run.artifact('result.json', resultJson(record, { version: 1, ...result }));
  const { parameters, loss, floor } = result;
  return {
    status: 'finished',
    summary: {
      parameters,
      ...(loss.median !== null && { loss: loss.median }),
      ...(floor !== null && { floor }),
      seconds: (performance.now() - started) / 1000,
    },
  };
}

/** Trains the method on some seeds' problems, or returns nothing if stopped on the way. */
async function trainSeeds(
  problems: Problems,
  { problem: kind, method, rank, optimiser, ...options }: ExpressivenessRunConfig,
  seeds: readonly number[],
  signal: AbortSignal,
): Promise<Trained[] | undefined> {
  const fits: Fit[] = [];
  for (const seed of seeds) {
    const problem = await problems.get(kind, seed);
    const settings = { method, r: rank, lora_alpha: rank, target_modules: [...problem.targets] };
    const config = parseAdapterConfig(settings);
    const adapter = createAdapter(problem.slots, config, randomStream(seed, 'adapter'));
    fits.push({ problem, adapter });
  }
  try {
    const curves = await trainFits(fits, { ...options, optimiser: optimiserOf(optimiser), signal });
    return curves?.map((losses, i) => {
      const { problem, adapter } = fits[i] as Fit;
      return {
        seed: seeds[i] as number,
        losses,
        floor: problem.floor(adapter.config),
        unit: problem.unit,
        parameters: adapter.trainable,
      };
    });
  } finally {
    fits.forEach(({ adapter }) => tf.dispose(adapter.parameters));
  }
}

/** What `result.json` holds. */
export type ExpressivenessResult = ReturnType<typeof resultOf>;

/** Over seeds: losses step by step and after the last, and what the method cannot go below; null where it is not known. */
function resultOf(config: ExpressivenessRunConfig, trained: readonly Trained[]) {
  const floors = trained.map(({ floor }) => floor);
  const finals = trained.map(({ seed, losses, floor, unit }) => ({
    seed,
    loss: losses.at(-1) ?? null,
    floor,
    unit,
  }));
  return {
    parameters: trained[0]?.parameters ?? 0,
    curve: readSteps(config).map((step, i) => ({
      step,
      ...quartiles(trained.map(({ losses }) => losses[i] ?? null)),
    })),
    finals,
    loss: quartiles(finals.map(({ loss }) => loss)),
    floor: floors.includes(null) ? null : quartiles(floors).median,
  };
}

/** A finished run in one line. */
function describe(summary: Readonly<Record<string, number>>): string {
  const { parameters = 0, loss, floor, seconds = 0 } = summary;
  const least = floor === undefined ? '' : `, cannot go below ${size(floor)}`;
  const reached = loss === undefined ? 'diverged' : `loss ${size(loss)}`;
  return `${reached}${least}, ${parameters.toLocaleString('en')} parameters, ${seconds.toFixed(0)} s`;
}

const size = (value: number): string =>
  value === 0 || value >= 1e-3 ? String(Number(value.toPrecision(3))) : value.toExponential(1);
