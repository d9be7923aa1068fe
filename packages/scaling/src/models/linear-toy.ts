import * as tf from '@tensorflow/tfjs-core';
import { normals } from './random-matrices.ts';
import { fixedInput } from './fixed-input.ts';
import type { ModelFamily } from './width-model.ts';

/**
 * The paper's toy, f(x) = (W0 + ΔW) x with a square W0 `[n, n]` of entries N(0, 1/n), on `samples`
 * inputs x and targets y with entries N(0, 1). The loss is ½‖f(x) − y‖², summed over the n outputs
 * and averaged over samples, so that ∂loss/∂f has entries of order 1.
 */
function linearToy(name: string, samples: number): ModelFamily {
  return {
    name,
    signal: { kind: 'error' },
    build(width, random) {
      const weight = normals(random, [width, width], 1 / Math.sqrt(width));
      const x = normals(random, [samples, width]);
      const y = normals(random, [samples, width]);
      const layer = fixedInput({ name: 'layer', width, weight, x });
      return {
        ...layer,
        targets: ['layer'],
        loss: (apply) =>
          tf.mul(tf.sum(tf.square(tf.sub(apply('layer', x), y))), tf.scalar(0.5 / samples)),
        tensors: [...layer.tensors, x, y],
      };
    },
  };
}

/** On one sample, where the gradient of a weight has rank 1. */
export const linearToyFamily = linearToy('linear-toy', 1);
/** On 8 samples, where the gradient of a weight has rank 8 at most. */
export const linearToyBatchFamily = linearToy('linear-toy-batch', 8);
