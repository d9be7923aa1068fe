import type { ApplySlot } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import type * as tf from '@tensorflow/tfjs-core';
import type { RunLayer } from './layer.ts';

/** How one pass through a model runs: its layers, with or without adapters, and its randomness. */
export interface Pass {
  /** Runs a slot's layer. */
  apply: ApplySlot;
  /** int32 `[2]`; present while training: the model's own dropout is on, a pure function of it. */
  seed?: tf.Tensor1D;
  /** Runs each of the model's layers or blocks instead of calling it with `apply`, such as to recompute it. */
  runLayer?: RunLayer;
  /**
   * Current values of what is trained, by full name. A convolutional network takes those of its
   * normalisations from here instead of its own; slots are for `apply`.
   */
  trained?: NamedTensors;
}
