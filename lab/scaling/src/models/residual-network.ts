import type { ApplySlot, Slot } from '@singlora/core';
import { relu } from '@singlora/core/kernels';
import { randomStream, type RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { linearSlot, normals } from './random-matrices.ts';
import type { WidthModel } from './width-model.ts';

const inputs = 8;

export interface ResidualShape {
  readonly width: number;
  /** The number of samples in the fixed batch. All shapes and seeds share its inputs; a larger batch adds to them. */
  readonly samples: number;
  /** The names of the blocks' slots, first to last. */
  readonly blocks: readonly string[];
  /** The factor of each block's output before the addition. */
  readonly branch: number;
  /** The standard deviation of the readout's weights. */
  readonly readoutStd: number;
}

/**
 * f(x) = Wout h with h = Win x and h ← h + branch · W relu(h) for each square block W `[n, n]`. Weights start as N(0,
 * 1/fan-in), except the readout's. The targets are y = sin(Σx/√d) and the loss is ½(f − y)², averaged over samples.
 */
export function residualNetwork(
  { width, samples, blocks, branch, readoutStd }: ResidualShape,
  random: RandomStream,
): WidthModel {
  const x = normals(randomStream(0, 'residual-mlp batch'), [samples, inputs]);
  const y = tf.tidy(() => tf.sin(tf.mul(tf.sum(x, 1, true), 1 / Math.sqrt(inputs))));
  const slots = [
    linearSlot(random, 'in', [width, inputs]),
    ...blocks.map((block) => linearSlot(random, block, [width, width])),
    linearSlot(random, 'out', [1, width], readoutStd),
  ];
  const [input, block] = slots as [Slot, Slot];
  const product = tf.tidy(() => {
    const h = tf.matMul<tf.Tensor2D>(x, input.weight, false, true);
    return tf.matMul<tf.Tensor2D>(tf.relu(h), block.weight, false, true);
  });
  const scaled = (y: tf.Tensor) => (branch === 1 ? y : tf.mul(y, branch));
  const output = (apply: ApplySlot): tf.Tensor => {
    const first = apply('in', x);
    const last = blocks.reduce((h, block) => tf.add(h, scaled(apply(block, relu(h)))), first);
    return apply('out', last);
  };
  return {
    slots,
    targets: blocks,
    // As long as the input layer is frozen; it is not among the targets.
    products: { [block.name]: product },
    loss: (apply) =>
      tf.tidy(() => {
        const error = tf.sub(output(apply), y);
        return tf.mul(tf.sum(tf.square(error)), tf.scalar(0.5 / samples));
      }),
    tensors: [x, y, product, ...slots.map(({ weight }) => weight)],
  };
}
