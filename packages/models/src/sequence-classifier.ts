import type { ApplySlot, Slot } from '@singlora/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { RunLayer } from './layer.ts';

/** Token sequences of one length; padding on the right. All int32 `[batch, seq]`. */
export interface TokenBatch {
  inputIds: tf.Tensor2D;
  /** 1 for tokens, 0 for padding. */
  attentionMask: tf.Tensor2D;
  /** Which text of a pair a token belongs to. */
  tokenTypeIds: tf.Tensor2D;
}

/** How one pass through a model runs: its layers, with or without adapters, and its randomness. */
export interface Pass {
  /** Runs a slot's layer. */
  apply: ApplySlot;
  /** int32 `[2]`; present while training: the model's own dropout is on, a pure function of it. */
  seed?: tf.Tensor1D;
  /** Runs each Transformer layer instead of calling it with `apply`, such as to recompute it. */
  runLayer?: RunLayer;
  /** Runs the last layer for every token, though logits read one: to compare with code that does. */
  everyToken?: boolean;
}

export interface ClassifierConfig {
  readonly numLabels: number;
  readonly vocabularySize: number;
  /** The longest sequence, in tokens. */
  readonly maxPositions: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly intermediateSize: number;
  readonly hiddenDropout: number;
  readonly attentionDropout: number;
  readonly classifierDropout: number;
}

/** A frozen encoder with a classification head, a tree of slots under the checkpoint's own names. */
export interface SequenceClassifier {
  /** The checkpoint's `model_type`. */
  readonly architecture: string;
  readonly config: ClassifierConfig;
  readonly slots: readonly Slot[];
  /** Where adapters go unless told otherwise: PEFT's default for the architecture. */
  readonly defaultTargets: readonly string[];
  /** The freshly initialised head, to be trained whole. */
  readonly modulesToSave: readonly string[];
  /** All numbers in the model, its head included. */
  readonly parameterCount: number;
  /** The last layer's output for every token, `[batch, seq, hidden]`. */
  hiddenStates(batch: TokenBatch, pass: Pass): tf.Tensor3D;
  /** `[batch, numLabels]` */
  logits(batch: TokenBatch, pass: Pass): tf.Tensor2D;
  /** Frees the weights. */
  dispose(): void;
}
