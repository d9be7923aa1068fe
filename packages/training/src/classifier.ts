import type { Pass, TokenBatch } from '@singlora/models';
import type * as tf from '@tensorflow/tfjs-core';

/** What training asks of a model; every `SequenceClassifier` of @singlora/models fits. */
export interface Classifier {
  readonly config: {
    readonly numLabels: number;
    /** longest input, tokens */
    readonly maxPositions: number;
  };
  /** [batch, numLabels] */
  logits(batch: TokenBatch, pass: Pass): tf.Tensor2D;
}
