import type { NamedTensors } from '@singlora/kernels';
import type * as tf from '@tensorflow/tfjs-core';
import type { Optimiser, OptimiserScalars, OptimiserState } from '../training/optimiser.ts';
import { initialOptimiserState } from '../training/optimisers.ts';
import { toyGradients } from './toy-loss.ts';
import type { ToyMethod } from './toy-method.ts';
import type { Toy } from './toy.ts';

/** A state for each parameter of one seed: each may have a learning rate of its own. */
export type SeedState = Readonly<Record<string, OptimiserState>>;

export type RateScalars = Readonly<Record<string, tf.Scalar>>;

export type Corrections = Omit<OptimiserScalars, 'learningRate'>;

/** The state before the first step, on copies of the parameters. */
export const initialSeedState = (optimiser: Optimiser, parameters: NamedTensors): SeedState =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      initialOptimiserState(optimiser, { [name]: value }, { groups: {} }),
    ]),
  );

export const parametersOf = (state: SeedState): NamedTensors =>
  Object.assign({}, ...Object.values(state).map(({ parameters }) => parameters)) as NamedTensors;

/** One step on all training examples; the loss is that before it. */
export function seedStep(
  toy: Toy,
  method: ToyMethod,
  optimiser: Optimiser,
  state: SeedState,
  rates: RateScalars,
  corrections: Corrections,
): { state: SeedState; loss: tf.Scalar } {
  const { loss, ...slopes } = toyGradients(toy, method.factors(parametersOf(state)));
  const gradients = method.pullBack(slopes);
  const next = Object.entries(method.rates).flatMap(([rate, names]) =>
    names.map((name) => {
      const groups = { [name]: { lrScale: 1, weightDecay: true } };
      const scalars = { learningRate: rates[rate] as tf.Scalar, ...corrections };
      return [
        name,
        optimiser.step(state[name] as OptimiserState, gradients, { groups }, scalars),
      ] as const;
    }),
  );
  return { state: Object.fromEntries(next), loss };
}
