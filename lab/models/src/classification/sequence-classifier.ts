import type { RandomSource } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import type * as tf from '@tensorflow/tfjs-core';
import type { Model } from '../model.ts';
import type { Pass } from '../pass.ts';

/** Token sequences of one length; padding on the right. All int32 `[batch, seq]`. */
export interface TokenBatch {
  inputIds: tf.Tensor2D;
  /** 1 for tokens, 0 for padding. */
  attentionMask: tf.Tensor2D;
  /** Which text of a pair a token belongs to, 0 or 1, `[batch, seq]`. */
  tokenTypeIds: tf.Tensor2D;
  /** The input of the pass's first layer, `[batch, seq, hidden]`, in place of the embeddings. */
  states?: tf.Tensor3D;
}

/** How one pass through a classifier runs. */
export interface TokenPass extends Pass {
  /** Runs the last layer for every token although the logits read one, for comparison with code that does so. */
  everyToken?: boolean;
  /** The layer at which the pass starts, from 0; the batch's `states` are the output of the layer before it. */
  firstLayer?: number;
}

/** Sizes and dropout rates under one set of names, whatever a config.json calls them. */
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

/** How a classifier runs; it frees its intermediate tensors. */
export interface ClassifierNetwork {
  /** The last layer's output for every token, `[batch, seq, hidden]`. */
  hiddenStates(batch: TokenBatch, pass: TokenPass): tf.Tensor3D;
  /** The input of a layer (from 0) for every token, `[batch, seq, hidden]`. */
  statesBefore(layer: number, batch: TokenBatch, pass: TokenPass): tf.Tensor3D;
  /** The logits, `[batch, numLabels]`. Unless `pass.everyToken` is set, the last layer may compute only the token that the head reads. */
  logits(batch: TokenBatch, pass: TokenPass): tf.Tensor2D;
}

/** A frozen encoder or decoder with a classification head; a fresh head is to be trained whole. */
export interface SequenceClassifier extends Model, ClassifierNetwork {
  readonly config: ClassifierConfig;
  /** The layers of its head below the output layer; often there are none. */
  readonly hiddenHead: readonly string[];
}

/** A sequence classifier from a checkpoint. */
export interface LoadedClassifier extends SequenceClassifier {
  /**
   * Draws initial values for the head's tensors that the checkpoint lacks, by full name, so that runs of several
   * seeds can share a model. Empty where the checkpoint has a head. The caller owns the tensors.
   */
  drawHead(random: RandomSource): NamedTensors;
}
