import { createAdapter, parseAdapterConfig } from '@singlora/core';
import { randomStream } from '@singlora/runtime';
import { optimiserOf, quartiles, readSteps, trainFits, type Fit } from '@singlora/scaling';
import * as tf from '@tensorflow/tfjs-core';
import type { Make } from '../experiment.ts';
import type { ConfigOf, ResultOf } from '../record.ts';
import { finishedUnits, keepUnit } from '../units.ts';
import { Problems } from './problems.ts';
import type { record } from './record.ts';

type Config = ConfigOf<typeof record>;
type Result = ResultOf<typeof record>;

interface Trained {
  readonly seed: number;
  /** The loss at each of `readSteps`; null where not finite. */
  readonly losses: readonly (number | null)[];
  /** A lower bound of the method's loss; null where none is known. */
  readonly floor: number | null;
  /** The mean squared error that corresponds to a loss of 1. */
  readonly unit: number;
  readonly parameters: number;
}

/** How many seeds are trained in one graph. More make the graph slower to load, but no faster to run. */
const sideBySide = 4;

/** Trains a few seeds at a time, and saves each when it is done. */
export function makeFits(): Make<Config, Result> {
  const problems = new Problems();
  return async (config, { folder, signal }) => {
    const { problem: kind, method, rank, optimiser, ...options } = config;
    const train = async (seeds: readonly number[]): Promise<Trained[]> => {
      const fits: Fit[] = [];
      for (const seed of seeds) {
        const problem = await problems.get(kind, seed);
        const targets = { target_modules: [...problem.targets] };
        const adapted = parseAdapterConfig({ method, r: rank, lora_alpha: rank, ...targets });
        const adapter = createAdapter(problem.slots, adapted, randomStream(seed, 'adapter'));
        fits.push({ problem, adapter });
      }
      try {
        const how = { ...options, optimiser: optimiserOf(optimiser), signal };
        const curves = await trainFits(fits, how);
        signal.throwIfAborted();
        return (curves ?? []).map((losses, i) => {
          const { problem, adapter } = fits[i] as Fit;
          const { unit } = problem;
          const floor = problem.floor(adapter.config);
          return { seed: seeds[i] as number, losses, floor, unit, parameters: adapter.trainable };
        });
      } finally {
        fits.forEach(({ adapter }) => tf.dispose(adapter.parameters));
      }
    };
    const trained = await finishedUnits<Trained>(folder);
    const left = config.seeds.filter((seed) => !trained.some((one) => one.seed === seed));
    for (let i = 0; i < left.length; i += sideBySide) {
      const more = await train(left.slice(i, i + sideBySide));
      for (const one of more) await keepUnit(folder, one);
      trained.push(...more);
    }
    trained.sort((a, b) => a.seed - b.seed);
    const result = resultOf(config, trained);
    const { parameters, loss, floor } = result;
    return { result, summary: { parameters, loss: loss.median, floor } };
  };
}

/** The result over seeds: the losses by step, the final ones, and the lower bound of the method's loss; null where it is unknown. */
function resultOf(config: Config, trained: readonly Trained[]): Result {
  const floors = trained.map(({ floor }) => floor);
  const finals = trained.map(({ seed, losses, floor, unit }) => ({
    seed,
    loss: losses.at(-1) ?? null,
    floor,
    unit,
  }));
  return {
    version: 1,
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
