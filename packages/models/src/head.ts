import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensors } from '@singlora/kernels';
import type { Module } from './module.ts';

/** Of a head's modules, the one whose outputs are the logits. */
export function outputModule(head: readonly Module[]): Module {
  return head.at(-1) as Module;
}

/** The weights with the outputs of the head's last module in another order; frees what it replaces. */
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
