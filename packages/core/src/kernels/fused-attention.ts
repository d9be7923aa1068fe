import * as tf from '@tensorflow/tfjs-core';
import type { AttentionOptions } from './attention-options.ts';
import { shareAll, type Keep, type Result } from './differentiable.ts';
import { absentInput, filled, fusedOps, hasFused } from './fused.ts';

/** Sizes that {@link fusedAttention} needs beside {@link AttentionOptions}. */
type Options = Required<Pick<AttentionOptions, 'batch' | 'heads' | 'kvHeads' | 'scale'>> &
  Pick<AttentionOptions, 'mask' | 'dropout'>;

/**
 * `attention` as one operation that keeps no probabilities. It keeps each query's largest score and sum of exponentials,
 * from which the gradient recomputes them (Dao et al., arXiv 2205.14135). Undefined where the operation is missing.
 */
export function fusedAttention(
  { q, k, v }: Record<'q' | 'k' | 'v', tf.Tensor2D>,
  { batch, heads, kvHeads, scale, mask, dropout }: Options,
  keep: Keep,
): Result<'q' | 'k' | 'v'> | undefined {
  if (!hasFused('Attention')) return undefined;
  const attributes = { heads, kv_heads: kvHeads, scale: { float: scale } };
  const [queries, keys] = [q.shape[0] / batch, k.shape[0] / batch];
  const factors = dropout ? dropout(filled([batch, heads, queries, keys], 1)) : absentInput();
  const sizes = [withFourAxes(mask), factors, tf.scalar(batch, 'int32')];
  const fused = fusedOps('Attention', attributes, [q, k, v, ...sizes], 2);
  if (!fused) return undefined;
  const [y, statistics] = fused as [tf.Tensor, tf.Tensor];
  const kept = [y, statistics, q, k, v, ...sizes].map((tensor) => keep(tensor));
  return {
    value: y,
    gradients: (dy, share) => {
      const inputs = () => [dy, ...kept.map((tensor) => tensor())];
      const compute = () => fusedOps('AttentionGrad', attributes, inputs(), 3) ?? [];
      const [dq, dk, dv] = shareAll(share, 3, compute) as (() => tf.Tensor)[];
      return { q: dq, k: dk, v: dv } as Record<'q' | 'k' | 'v', () => tf.Tensor>;
    },
  };
}

/** A mask that broadcasts to `[batch, heads, queries, keys]`, with all of these axes. */
function withFourAxes(mask: tf.Tensor | undefined): tf.Tensor {
  if (!mask) return tf.zeros([1, 1, 1, 1]);
  if (mask.rank === 4) return mask;
  return tf.reshape(mask, [...Array<number>(4 - mask.rank).fill(1), ...mask.shape]);
}
