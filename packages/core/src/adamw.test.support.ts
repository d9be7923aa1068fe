import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensors } from './kernels/index.ts';

/** AdamW as PyTorch has it (betas 0.9 and 0.999, epsilon 1e-8), for comparing with its steps. */
export function adamW(learningRate: number, decayOf: (name: string) => number) {
  let step = 0;
  const moments = new Map<string, [tf.Tensor, tf.Tensor]>();
  return (parameters: NamedTensors, gradients: NamedTensors): NamedTensors => {
    step++;
    const stepped = Object.entries(parameters).map(([name, value]) => {
      const gradient = gradients[name]!;
      const [m0, v0] = moments.get(name) ?? [tf.zerosLike(value), tf.zerosLike(value)];
      const m = tf.add(tf.mul(m0, 0.9), tf.mul(gradient, 0.1));
      const v = tf.add(tf.mul(v0, 0.999), tf.mul(tf.square(gradient), 0.001));
      moments.set(name, [m, v]);
      const direction = tf.div(
        tf.div(m, 1 - 0.9 ** step),
        tf.add(tf.sqrt(tf.div(v, 1 - 0.999 ** step)), 1e-8),
      );
      const decayed = tf.mul(value, 1 - learningRate * decayOf(name));
      return [name, tf.sub(decayed, tf.mul(direction, learningRate))] as const;
    });
    return Object.fromEntries(stepped);
  };
}

/** Loss and gradients by name of a scalar function of named tensors. */
export function lossAndGradients(
  loss: (values: NamedTensors) => tf.Tensor,
  parameters: NamedTensors,
): { value: tf.Tensor; gradients: NamedTensors } {
  const names = Object.keys(parameters);
  const run = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
    loss(Object.fromEntries(names.map((name, i) => [name, tensors[i]!]))),
  );
  const { value, grads } = run(Object.values(parameters));
  return { value, gradients: Object.fromEntries(names.map((name, i) => [name, grads[i]!])) };
}
