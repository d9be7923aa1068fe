import type { RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { normals } from './random-matrices.ts';
import { fixedInput } from './fixed-input.ts';
import type { ModelFamily, WidthModel } from './width-model.ts';

/**
 * f(x) = (W0 + ΔW) x with W0 `[out, in]` of entries N(0, 1/in), on `samples` inputs x and targets y with entries N(0, 1). The loss
 * is ½‖f(x) − y‖², summed over outputs and averaged over samples, so that ∂loss/∂f has entries of order 1.
 */
export function linearToy(
  [out, inputs]: readonly [out: number, inputs: number],
  samples: number,
  random: RandomStream,
): WidthModel {
  const weight = normals(random, [out, inputs], 1 / Math.sqrt(inputs));
  const x = normals(random, [samples, inputs]);
  const y = normals(random, [samples, out]);
  const layer = fixedInput('layer', weight, x);
  return {
    ...layer,
    targets: ['layer'],
    loss: (apply) =>
      tf.mul(tf.sum(tf.square(tf.sub(apply('layer', x), y))), tf.scalar(0.5 / samples)),
    tensors: [...layer.tensors, x, y],
  };
}

/** The settings of a toy; absent: a square weight as in the paper, and one sample. */
interface Toy extends Pick<ModelFamily, 'name' | 'outputs'> {
  readonly samples?: number;
  readonly out?: (width: number) => number;
}

const toy = ({ samples = 1, out = (width) => width, ...family }: Toy): ModelFamily => ({
  ...family,
  signal: { kind: 'error' },
  build: (width, random) => linearToy([out(width), width], samples, random),
});

/** The toy on one sample, where a weight's gradient has rank 1, and on 8; with more outputs than inputs, with fewer, and with 8. */
export const linearToyFamilies: readonly ModelFamily[] = [
  toy({ name: 'linear-toy' }),
  toy({ name: 'linear-toy-batch', samples: 8 }),
  toy({ name: 'linear-toy-4n-outputs', out: (width) => 4 * width }),
  toy({ name: 'linear-toy-quarter-outputs', out: (width) => Math.ceil(width / 4) }),
  toy({ name: 'linear-toy-8-outputs', out: () => 8, outputs: 'one' }),
];
