import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';

const random = randomStream(0, 'weights');
const few = Float32Array.from({ length: 1 << 20 }, () => random.normal());

/** Normal values; in a large tensor they repeat, since drawing a billion takes minutes. */
export function normal<R extends tf.Rank>(shape: tf.ShapeMap[R], scale = 1): tf.Tensor<R> {
  const numbers = new Float32Array(tf.util.sizeFromShape(shape));
  return tf.tensor(
    numbers.map((_, i) => (few[i % few.length] as number) * scale),
    shape,
  );
}

/** A model's tensor: norms start at one and biases at zero, everything else is random with variance 1/inputs. */
export function randomWeight(name: string, shape: number[]): tf.Tensor {
  if (shape.length === 1) return name.endsWith('.weight') ? tf.ones(shape) : tf.zeros(shape);
  return normal(shape, 1 / Math.sqrt(tf.util.sizeFromShape(shape.slice(1))));
}
