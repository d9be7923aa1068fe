import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';

/**
 * PyTorch's initial values for the layers of a convolutional network, for `createModel` and similar
 * functions: uniform in ± 1/√fan for a matrix or filter and its bias; 1 and 0 for normalisations.
 */
export function initialWeights(seed: number): (name: string, shape: number[]) => tf.Tensor {
  const bounds = new Map<string, number>();
  return (name, shape) => {
    const layer = name.slice(0, name.lastIndexOf('.'));
    if (shape.length > 1) {
      const fan = shape.slice(1).reduce((a, b) => a * b);
      bounds.set(layer, 1 / Math.sqrt(fan));
    }
    // A weight comes before its bias.
    const bound = bounds.get(layer);
    if (bound === undefined) return name.endsWith('.weight') ? tf.ones(shape) : tf.zeros(shape);
    const random = randomStream(seed, 'initial', name);
    const length = tf.util.sizeFromShape(shape);
    const values = Float32Array.from({ length }, () => bound * (2 * random.uniform() - 1));
    return tf.tensor(values, shape);
  };
}
