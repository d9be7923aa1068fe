import { matrixOf, spectrum, type ApplySlot } from '@singlora/core';
import type { RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { linearSlot, normals } from '../models/random-matrices.ts';
import type { FitProblem } from './fit.ts';
import { isLowRank, leftOver } from './least-error.ts';

export interface AttentionProblemOptions {
  /** n of Wq and Wk `[n, n]`: 128 in the paper. */
  readonly width: number;
  /** How many tokens attend to each other. */
  readonly tokens: number;
}

/**
 * The paper's synthetic attention (its figure 1): adapters on a frozen Wq and Wk must produce other scores
 * `S = (X Wqᵀ)(X Wkᵀ)ᵀ / √n` `[tokens, tokens]`. The paper states only the shape of Wq and Wk. Here the tokens X are fixed with
 * entries N(0, 1), the frozen Wq and Wk are N(0, 1/n), and the target scores come from another Wq and Wk of the same
 * distribution. The loss is `‖S − S*‖² / ‖S0 − S*‖²` with the frozen scores S0, before the softmax.
 *
 * Updates of rank r change the scores by `X (∆Qᵀ Wk + (Wq + ∆Q)ᵀ ∆K) Xᵀ / √n`, of rank 2r at most. So what remains of S* − S0
 * after its 2r largest singular values (Eckart–Young) is a floor for all of them, and 0 from 2r ≥ tokens on. LoRA attains it
 * while tokens ≤ n, since each term can be any matrix of rank r. A single factor A has to serve both sides, `X A` and `X Wk A`.
 * These are 2 · tokens conditions on each of its columns, which can be met while 2 · tokens ≤ n.
 */
export async function attentionProblem(
  { width, tokens }: AttentionProblemOptions,
  random: RandomStream,
): Promise<FitProblem> {
  const square = () => normals(random, [width, width], 1 / Math.sqrt(width));
  const names = ['query', 'key'] as const;
  const slots = names.map((name) => linearSlot(random, name, [width, width]));
  const x = normals(random, [tokens, width]);
  const scores = (apply: ApplySlot): tf.Tensor2D => {
    const products = tf.matMul(apply('query', x), apply('key', x), false, true);
    return tf.mul(products, 1 / Math.sqrt(width));
  };
  const scoresOf = (weights: Readonly<Record<string, tf.Tensor2D>>) =>
    tf.tidy(() =>
      scores((name, input) => tf.matMul(input, weights[name] as tf.Tensor2D, false, true)),
    );
  const wanted = tf.tidy(() => scoresOf({ query: square(), key: square() }));
  const frozen = Object.fromEntries(slots.map(({ name, weight }) => [name, weight]));
  const missing = tf.tidy(() => tf.sub<tf.Tensor2D>(wanted, scoresOf(frozen)));
  const identity = tf.eye(tokens);
  const [matrix, right] = [await matrixOf(missing), await matrixOf(identity)];
  const { singularValues } = spectrum(matrix, right, 1);
  tf.dispose([missing, identity]);
  const total = leftOver(singularValues, 0);
  return {
    slots,
    targets: names,
    unit: total / tokens ** 2,
    loss: (apply) => tf.div(tf.sum(tf.square(tf.sub(scores(apply), wanted))), total),
    floor: (config) => (isLowRank(config) ? leftOver(singularValues, 2 * config.r) / total : null),
    tensors: [x, wanted, ...slots.map(({ weight }) => weight)],
  };
}
