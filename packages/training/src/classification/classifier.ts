import type { TokenBatch, TokenPass } from '@singlora/models';
import type * as tf from '@tensorflow/tfjs-core';

/** What sequence classification asks of a model; every `SequenceClassifier` of @singlora/models fits. */
export interface Classifier {
  readonly config: {
    readonly numLabels: number;
    /** longest input, tokens */
    readonly maxPositions: number;
    readonly hiddenSize: number;
    /** of the attention */
    readonly heads: number;
  };
  /** its linear layers; those inside Transformer layers have the layer's number in their name */
  readonly slots: readonly { readonly name: string; readonly outFeatures: number }[];
  /** [batch, numLabels] */
  logits(batch: TokenBatch, pass: TokenPass): tf.Tensor2D;
}
