import type { TokenBatch, TokenPass } from '@singlora/models';
import type * as tf from '@tensorflow/tfjs-core';

/** A model for sequence classification; every `SequenceClassifier` of @singlora/models fits. */
export interface Classifier {
  readonly config: {
    readonly numLabels: number;
    /** longest input, tokens */
    readonly maxPositions: number;
    readonly hiddenSize: number;
    /** the number of attention heads */
    readonly heads: number;
  };
  /** its linear layers; those inside Transformer layers have the layer's number in their name */
  readonly slots: readonly { readonly name: string; readonly outFeatures: number }[];
  /** [batch, numLabels] */
  logits(batch: TokenBatch, pass: TokenPass): tf.Tensor2D;
}
