import type { NamedTensors } from '@singlora/core/kernels';

/** A model's tensors in one pass, by full name. */
export interface Weights {
  /** All tensors. */
  readonly tensors: NamedTensors;
  /** The tensors that are trained, and so have gradients. */
  readonly trained: NamedTensors;
}

/** A model's own tensors, some replaced by those that a pass trains. */
export const weightsOf = (own: NamedTensors, trained: NamedTensors = {}): Weights => ({
  tensors: { ...own, ...trained },
  trained,
});
