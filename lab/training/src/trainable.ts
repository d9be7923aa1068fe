import type { ApplySlot, ParameterGroup, rampAt } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import type * as tf from '@tensorflow/tfjs-core';

/**
 * The trained part of a model, and how the model's layers run with it: an `Adapter`, or `wholeModel`. It holds initial values
 * only; training owns the current ones.
 */
export interface Trainable {
  /** Its settings as data, with the ramp if it has one. */
  readonly config: Parameters<typeof rampAt>[0];
  /** Initial values, by full name. */
  readonly parameters: NamedTensors;
  /** The optimiser's treatment of each parameter, by full name. */
  readonly groups: Readonly<Record<string, ParameterGroup>>;
  /** The model's frozen tensors that `apply` uses. */
  readonly frozen: readonly tf.Tensor[];
  /** Binds current values and the ramp's value u. `seed` (int32 `[2]`) turns its own dropout on. */
  apply(parameters: NamedTensors, u: tf.Scalar, seed?: tf.Tensor1D): ApplySlot;
}
