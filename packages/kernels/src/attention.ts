import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';

export interface AttentionOptions {
  batch: number;
  heads: number;
  /** Added to the scores, broadcast to `[batch, heads, queries, keys]`; a constant. */
  mask: tf.Tensor;
  /** Multiplies the probabilities by a constant mask: applied on the way forward only. */
  dropout?: (probabilities: tf.Tensor) => tf.Tensor;
}

/**
 * Multi-head scaled dot-product attention (Vaswani et al., arXiv 1706.03762): per head
 * `P = softmax(q kᵀ / √headDim + mask)`, `y = P̃ v` with P̃ = dropout(P).
 * q and y are rows `[batch · queries, dim]`, k and v `[batch · keys, dim]`.
 *
 * `dv = P̃ᵀ dy`, `dS = P̃ ⊙ (dy vᵀ) − P ⊙ Σ(dy ⊙ y)`, `dq = dS k / √headDim`, `dk = dSᵀ q / √headDim`;
 * the softmax's row sum is taken over y, which is narrower than P (Dao et al., arXiv 2205.14135).
 */
export function attention(
  q: tf.Tensor2D,
  k: tf.Tensor2D,
  v: tf.Tensor2D,
  { batch, heads, mask, dropout }: AttentionOptions,
): tf.Tensor2D {
  const headDim = q.shape[1] / heads;
  const scale = 1 / Math.sqrt(headDim);
  /** `[batch · seq, dim]` → `[batch, heads, seq, headDim]` */
  const split = (x: tf.Tensor): tf.Tensor4D =>
    tf.transpose(tf.reshape<tf.Rank.R4>(x, [batch, -1, heads, headDim]), [0, 2, 1, 3]);
  /** `[batch, heads, seq, headDim]` → `[batch · seq, dim]` */
  const merge = (x: tf.Tensor4D): tf.Tensor2D =>
    tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [-1, heads * headDim]);
  /** `[batch · seq, dim]` → `[batch, heads, seq, 1]` */
  const sumByHead = (x: tf.Tensor): tf.Tensor => {
    const sums = tf.sum(tf.reshape(x, [batch, -1, heads, headDim]), -1, true);
    return tf.transpose(sums, [0, 2, 1, 3]);
  };

  return differentiable({ q, k, v }, (keep) => {
    const query = split(tf.mul(q, scale));
    const key = split(k);
    const value = split(v);
    const probabilities = tf.softmax(tf.add(tf.matMul(query, key, false, true), mask));
    const dropped = dropout ? dropout(probabilities) : probabilities;
    const y = merge(tf.matMul(dropped, value));
    const [keptQuery, keptKey, keptValue] = [keep(query), keep(key), keep(value)];
    const [kept, keptProbabilities] = [keep(dropped), keep(probabilities)];
    const keptY = keep(y);
    return {
      value: y,
      gradients: (dy, share) => {
        const dHeads = share(() => split(dy));
        const dScores = share(() => {
          const dDropped = tf.matMul(dHeads(), keptValue(), false, true);
          const sums = sumByHead(tf.mul(dy, keptY()));
          if (!dropout) return tf.mul<tf.Tensor4D>(kept(), tf.sub(dDropped, sums));
          return tf.sub<tf.Tensor4D>(tf.mul(kept(), dDropped), tf.mul(keptProbabilities(), sums));
        });
        return {
          q: () => tf.mul(merge(tf.matMul(dScores(), keptKey())), scale),
          k: () => merge(tf.matMul(dScores(), keptQuery(), true, false)),
          v: () => merge(tf.matMul(kept(), dHeads(), true, false)),
        };
      },
    };
  }) as tf.Tensor2D;
}
