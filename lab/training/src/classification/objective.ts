import { crossEntropy, meanSquaredError } from '@singlora/core/kernels';
import type * as tf from '@tensorflow/tfjs-core';

/** The meaning of a model's outputs: their loss, their prediction and the labels that fit. */
export interface Objective {
  readonly name: 'classification' | 'regression';
  readonly labelDtype: 'int32' | 'float32';
  /** Mean over the rows, weighted: outputs `[batch, outputs]`, labels `[batch]`, weights `[batch]`. */
  loss(outputs: tf.Tensor2D, labels: tf.Tensor1D, weights: tf.Tensor1D): tf.Scalar;
  /** The prediction from one row's outputs. */
  predict(outputs: Float32Array): number;
  /** Whether a model with so many outputs can be trained on this label. */
  accepts(label: number, outputs: number): boolean;
  /** The labels it accepts, in words. */
  accepted(outputs: number): string;
}

/** Cross-entropy; a label is a class, from 0, and the largest output is the prediction. */
export const classification: Objective = {
  name: 'classification',
  labelDtype: 'int32',
  loss: crossEntropy,
  predict(outputs) {
    let best = 0;
    for (let at = 1; at < outputs.length; at++)
      if ((outputs[at] as number) > (outputs[best] as number)) best = at;
    return best;
  },
  accepts: (label, outputs) => Number.isInteger(label) && label >= 0 && label < outputs,
  accepted: (outputs) => `of a model with ${outputs} classes run from 0 to ${outputs - 1}`,
};

/** Mean squared error of a model's single output, as in transformers for `num_labels = 1`. */
export const regression: Objective = {
  name: 'regression',
  labelDtype: 'float32',
  loss: meanSquaredError,
  predict: ([output]) => output as number,
  accepts: (label, outputs) => Number.isFinite(label) && outputs === 1,
  accepted: (outputs) =>
    outputs === 1
      ? 'of a regression are finite numbers'
      : `of a regression need a model with 1 output, and this one has ${outputs}`,
};

/** The objectives by name. */
export const objectives = { classification, regression } as const;
