import type { NamedTensors } from '@singlora/kernels';
import type * as tf from '@tensorflow/tfjs-core';
import type { Optimiser, OptimiserScalars, OptimiserState } from '../training/optimiser.ts';
import { toyGradients } from './toy-loss.ts';
import type { ToyMethod } from './toy-method.ts';
import type { Toy } from './toy.ts';

/** Learning rates by name. */
export type RateScalars = Readonly<Record<string, tf.Scalar>>;

/** Adam's bias corrections. */
export type Corrections = Omit<OptimiserScalars, 'learningRate'>;

/** One step on all training examples, each parameter at its own rate; the loss is that before it. */
export function toyStep(
  toy: Toy,
  method: ToyMethod,
  optimiser: Optimiser,
  state: OptimiserState,
  rates: RateScalars,
  corrections: Corrections,
): { state: OptimiserState; loss: tf.Scalar } {
  const { loss, ...slopes } = toyGradients(toy, method.factors(state.parameters));
  const gradients = method.pullBack(slopes);
  const parts = Object.entries(method.rates).map(([rate, names]) => {
    const own = { lrScale: 1, weightDecay: true };
    const groups = Object.fromEntries(names.map((name) => [name, own]));
    const learningRate = rates[rate] as tf.Scalar;
    return optimiser.step(state, gradients, { groups }, { learningRate, ...corrections });
  });
  const joined = (of: (part: OptimiserState) => NamedTensors | undefined): NamedTensors =>
    Object.assign({}, ...parts.map(of)) as NamedTensors;
  return {
    loss,
    state: {
      parameters: joined(({ parameters }) => parameters),
      moments: state.moments.map((_, i) => joined(({ moments }) => moments[i])),
    },
  };
}
