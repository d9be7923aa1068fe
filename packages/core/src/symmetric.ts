import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Initial } from './init.ts';
import type { Layer } from './slot.ts';

/**
 * How a single factor A `[d, r]` starts, and over which fan. `uniform` draws from ±1/√fan (what PyTorch calls Kaiming
 * uniform with a = √5), `normal` has standard deviation 1/√fan.
 *
 * The default fan is the width d. The analysis of stable feature learning needs entries of order d^-1/2; with them
 * ‖Aᵀx‖ and the adapter's output keep their size as layers grow. "Kaiming" on a `[d, r]` tensor takes fan = r in the
 * common libraries, so that output grows like √d; `{ dist: 'uniform', fan: 'rank' }` reproduces those
 * (kyegomez/SingLoRA, PEFT-SingLoRA).
 */
export const factorInitSchema = z
  .strictObject({
    dist: z.enum(['uniform', 'normal']).default('uniform'),
    fan: z.union([z.enum(['width', 'rank']), z.number().positive()]).default('width'),
  })
  .prefault({});

export type FactorInit = z.infer<typeof factorInitSchema>;

/** d, the longer side of the weight: the rows of A. */
export const factorRows = ({ inFeatures, outFeatures }: Layer): number =>
  Math.max(inFeatures, outFeatures);

export function factorInit({ dist, fan }: FactorInit, rows: number, rank: number): Initial {
  const over = fan === 'width' ? rows : fan === 'rank' ? rank : fan;
  return dist === 'uniform'
    ? { dist, bound: 1 / Math.sqrt(over) }
    : { dist, std: 1 / Math.sqrt(over) };
}

/**
 * The two sides of `A A*ᵀ`, A* being the first s = min(in, out) rows of A `[d, r]`: P `[out, r]` and Q `[in, r]`, so
 * `A A*ᵀ` where in < out, `A* Aᵀ` where in > out, and A itself on both sides of a square weight (section 4.4).
 */
export function bothSides(
  a: tf.Tensor2D,
  { inFeatures, outFeatures }: Layer,
): { p: tf.Tensor2D; q: tf.Tensor2D } {
  const first = (rows: number): tf.Tensor2D =>
    rows === a.shape[0] ? a : tf.slice(a, [0, 0], [rows, a.shape[1]]);
  return { p: first(outFeatures), q: first(inFeatures) };
}
