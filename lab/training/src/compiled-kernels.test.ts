import { compile, startBackend } from '@singlora/runtime';
import * as kernels from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';

beforeAll(() => startBackend());

type Picture = tf.Tensor4D;
type Rows = tf.Tensor2D;

const normal = <R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number): tf.Tensor<R> =>
  tf.randomNormal(shape, 0, 1, 'float32', seed);
const vector = (size: number, seed: number) => normal<tf.Rank.R1>([size], seed);

/** Every operation of diffusion models in one chain: `[2, 8, 8, 4]` → `[32, 4]`. */
function chain(x: Picture, filter: Picture, gamma: tf.Tensor1D): Rows {
  const { conv2d, groupNorm, upsampleNearest, blockwiseAttention, attention } = kernels;
  const normed = groupNorm(x, gamma, vector(4, 1), {
    groups: 2,
    epsilon: 1e-5,
    activation: 'silu',
  });
  const wide = conv2d(upsampleNearest(normed as Picture), filter, vector(4, 2), { padding: 1 });
  const small = [
    conv2d(wide, filter, undefined, { stride: 2, padding: 1 }),
    conv2d(x, filter, undefined, { padding: [[0, 2], [2, 0]] }), // prettier-ignore
  ];
  const rows = tf.reshape<tf.Rank.R2>(tf.add(small[0]!, small[1]!), [-1, 4]);
  const inBlocks = blockwiseAttention(rows, rows, rows, { batch: 2, heads: 2, maxScores: 4000 });
  const whole = attention(inBlocks, rows, rows, { batch: 2, heads: 2 });
  const gated = kernels.geglu(tf.concat([whole, kernels.quickGelu(inBlocks)], 1));
  return tf.matMul(gated as Rows, normal<tf.Rank.R2>([4, 4], 3));
}

test('operations of diffusion models give in a recorded graph what they give alone', () => {
  const inputs: [Picture, Picture, tf.Tensor1D] = [
    normal<tf.Rank.R4>([2, 8, 8, 4], 4),
    tf.mul(normal<tf.Rank.R4>([3, 3, 4, 4], 5), 0.1),
    vector(4, 6),
  ];
  const weight = normal<tf.Rank.R2>([128, 4], 7);
  const run = (...given: typeof inputs): Record<string, tf.Tensor> => {
    const [x, filter, gamma] = tf.grads(chain as (...x: tf.Tensor[]) => tf.Tensor)(given, weight);
    return { y: chain(...given), x: x!, filter: filter!, gamma: gamma! };
  };
  const recorded = compile(run);
  const alone = tf.tidy(() => run(...inputs));
  for (const found of [recorded(...inputs), recorded(...inputs)]) {
    for (const [name, tensor] of Object.entries(alone)) {
      const largest = tf.max(tf.abs(tensor));
      const apart = tf.max(tf.abs(tf.sub(found[name]!, tensor)));
      expect(tf.div(apart, largest).dataSync()[0]).toBeLessThan(1e-5);
    }
  }
});
