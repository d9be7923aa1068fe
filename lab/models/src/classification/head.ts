import * as tf from '@tensorflow/tfjs-core';
import type { RandomSource } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import { moduleTensors, type Module } from '../module.ts';

/** The last of a head's modules, whose outputs are the logits. */
export function outputModule(head: readonly Module[]): Module {
  return head.at(-1) as Module;
}

/** The tensors of a head that `weights` lacks: matrices N(0, deviation²), biases 0, as in transformers. */
export function initialHead(
  head: readonly Module[],
  weights: NamedTensors,
  deviation: number,
  random: RandomSource,
): NamedTensors {
  const absent = [...moduleTensors(head)].filter(([name]) => !(name in weights));
  return Object.fromEntries(
    absent.map(([name, { shape }]) => {
      const values = new Float32Array(tf.util.sizeFromShape([...shape]));
      if (shape.length > 1) values.forEach((_, i) => (values[i] = deviation * random.normal()));
      return [name, tf.tensor(values, [...shape])];
    }),
  );
}

/** The weights with the outputs of the head's last module in another order; frees the tensors that it replaces. */
export function reorderOutputs(
  weights: NamedTensors,
  head: readonly Module[],
  order: readonly number[],
): NamedTensors {
  const { name, tensors } = outputModule(head);
  const reordered = Object.keys(tensors).map((tensor) => {
    const key = `${name}.${tensor}`;
    const old = weights[key] as tf.Tensor;
    const gathered = tf.tidy(() => tf.gather(old, tf.tensor1d([...order], 'int32')));
    old.dispose();
    return [key, gathered] as const;
  });
  return { ...weights, ...Object.fromEntries(reordered) };
}
