import type { ApplySlot } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import type * as tf from '@tensorflow/tfjs-core';
import type { RunLayer } from './layer.ts';

/** How one pass through a model runs: its layers, with or without adapters, and its randomness. */
export interface Pass {
  /** Runs a slot's layer. */
  apply: ApplySlot;
  /** int32 `[2]`; present while training: the model's own dropout is on, a pure function of it. */
  seed?: tf.Tensor1D;
  /** Runs each of the model's layers or blocks in place of a direct call with `apply`, such as to recompute it. */
  runLayer?: RunLayer;
  /**
   * Current trained values, by full name. A convolutional network takes its normalisations' values
   * from here; `apply` handles slots.
   */
  trained?: NamedTensors;
}
