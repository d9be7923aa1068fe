import * as tf from '@tensorflow/tfjs-core';
import { lossAndGradients } from '@singlora/training';
import type { Optimiser, OptimiserScalars, OptimiserState } from './optimiser.ts';
import type { TrainedTensors, WidthModel } from '../models/width-model.ts';

/** The training state after a step, and the step's further results; none at the start. */
type Point<State, Besides> = Partial<Besides> & {
  readonly step: number;
  readonly state: State;
};

/**
 * Trains: `step` makes step t ≥ 1 from the previous state, inside a tidy. Yields the start and then
 * the point after each step. The trajectory owns all tensors, `initial` included: a point's are
 * freed when the next one is requested, the last one's when the loop over it ends for any reason.
 */
export function* trajectory<State extends tf.TensorContainer, Besides extends object>(
  initial: State,
  steps: number,
  step: (state: State, t: number) => { state: State } & Besides,
): Generator<Point<State, Besides>, void> {
  const free = (point: object) => tf.dispose({ ...point });
  let point = { step: 0, state: initial } as Point<State, Besides>;
  try {
    yield point;
    for (let t = 1; t <= steps; t++) {
      const { state } = point;
      const next = tf.tidy(() => ({ ...step(state, t) }));
      free(point);
      point = { ...next, step: t };
      yield point;
    }
  } finally {
    free(point);
  }
}

/** Null for a value from which training has diverged: float32 overflows a few steps later. */
export const bounded = (value: number): number | null => (Math.abs(value) < 1e12 ? value : null);

/**
 * One training step: the optimiser's step on the gradients of a model's loss, which is the loss
 * before the step. `u` is the ramp's value. Pure, so that it can be compiled.
 */
export function descend(
  model: Pick<WidthModel, 'loss'>,
  trainable: TrainedTensors,
  optimiser: Optimiser,
  state: OptimiserState,
  scalars: OptimiserScalars,
  u: tf.Scalar,
): { state: OptimiserState; loss: tf.Scalar } {
  return tf.tidy(() => {
    const lossOf = (values: OptimiserState['parameters']) => model.loss(trainable.apply(values, u));
    const { loss, gradients } = lossAndGradients(lossOf, state.parameters);
    return { state: optimiser.step(state, gradients, trainable, scalars), loss };
  });
}
