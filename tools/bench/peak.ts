import { compile } from '@singlora/runtime';
import { heldInBfloat16, linear } from '@singlora/core/kernels';
import type { Precision } from '@singlora/records';
import * as tf from '@tensorflow/tfjs-core';
import type { PeakAsked } from './cases.ts';

/** The peak speed of large matrix products with a frozen weight, in GFLOP/s, one at a time and two in parallel as in a step's halves. */
export function peakGflops(precision: Precision, { rounds, widths }: PeakAsked): number {
  const normal = (rows: number, columns: number) => tf.randomNormal<tf.Rank.R2>([rows, columns]);
  const frozen = (width: number) => {
    const weight = normal(width, 4 * width);
    return precision === 'bfloat16' ? heldInBfloat16(weight) : weight;
  };
  const product = (x: tf.Tensor2D, weight: tf.Tensor2D) =>
    linear(x, weight, undefined, [], { layout: 'in-out', frozen: true });
  const forms = widths.flatMap((width) => {
    const [x, y, weight] = [normal(1024, width), normal(1024, width), frozen(width)];
    const both = tf.concat([x, y]);
    const gflop = (2 * 2048 * width * 4 * width) / 1e9;
    return [
      { gflop, run: compile(() => [product(both, weight)]) },
      { gflop, run: compile(() => [product(x, weight), product(y, weight)]) },
    ];
  });
  let best = 0;
  for (let i = 0; i < rounds; i++) {
    for (const { gflop, run } of forms) {
      const started = performance.now();
      tf.dispose(run());
      best = Math.max(best, gflop / ((performance.now() - started) / 1000));
    }
  }
  return best;
}
