import * as tf from '@tensorflow/tfjs-core';
import type { RandomSource } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import { tensorShapes, type Module } from './module.ts';

/** The tensors of a head that `weights` lacks: matrices N(0, deviation²), biases 0, as in transformers. */
export function initialHead(
  head: readonly Module[],
  weights: NamedTensors,
  deviation: number,
  random: RandomSource,
): NamedTensors {
  const absent = [...tensorShapes(head)].filter(([name]) => !(name in weights));
  return Object.fromEntries(
    absent.map(([name, shape]) => {
      const values = new Float32Array(tf.util.sizeFromShape([...shape]));
      if (shape.length > 1) values.forEach((_, i) => (values[i] = deviation * random.normal()));
      return [name, tf.tensor(values, [...shape])];
    }),
  );
}
