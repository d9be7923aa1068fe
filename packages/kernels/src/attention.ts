import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';

export interface AttentionOptions {
  heads: number;
  /** Added to the scores, broadcast to `[batch, heads, queries, keys]`; a constant. */
  mask: tf.Tensor;
  /** Multiplies the probabilities by a constant mask: applied on the way forward only. */
  dropout?: (probabilities: tf.Tensor) => tf.Tensor;
}

/**
 * Multi-head scaled dot-product attention (Vaswani et al., arXiv 1706.03762): per head
 * `P = softmax(q kᵀ / √headDim + mask)`, `y = P̃ v` with P̃ = dropout(P).
 * q is `[batch, queries, dim]`, k and v `[batch, keys, dim]`, y `[batch, queries, dim]`.
 *
 * `dv = P̃ᵀ dy`, `dS = P̃ ⊙ (dy vᵀ) − P ⊙ Σ(dy ⊙ y)`, `dq = dS k / √headDim`, `dk = dSᵀ q / √headDim`;
 * the softmax's row sum is taken over y, which is narrower than P (Dao et al., arXiv 2205.14135).
 */
export function attention(
  q: tf.Tensor3D,
  k: tf.Tensor3D,
  v: tf.Tensor3D,
  { heads, mask, dropout }: AttentionOptions,
): tf.Tensor3D {
  const scale = 1 / Math.sqrt(q.shape[2] / heads);
  return differentiable({ q, k, v }, (keep) => {
    const query = split(tf.mul(q, scale), heads);
    const key = split(k, heads);
    const value = split(v, heads);
    const probabilities = tf.softmax(tf.add(tf.matMul(query, key, false, true), mask));
    const dropped = dropout ? dropout(probabilities) : probabilities;
    const y = merge(tf.matMul(dropped, value));
    const [keptQuery, keptKey, keptValue] = [keep(query), keep(key), keep(value)];
    const [kept, keptProbabilities] = [keep(dropped), keep(probabilities)];
    const keptY = keep(y);
    return {
      value: y,
      gradients: (dy, share) => {
        const dHeads = share(() => split(dy, heads));
        const dScores = share(() => {
          const dDropped = tf.matMul(dHeads(), keptValue(), false, true);
          const sums = sumByHead(tf.mul(dy, keptY()), heads);
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
  }) as tf.Tensor3D;
}

/** `[batch, seq, dim]` → `[batch, heads, seq, dim / heads]` */
function split(x: tf.Tensor, heads: number): tf.Tensor4D {
  const [batch = 0, seq = 0, dim = 0] = x.shape;
  return tf.transpose(tf.reshape(x, [batch, seq, heads, dim / heads]), [0, 2, 1, 3]);
}

/** `[batch, heads, seq, headDim]` → `[batch, seq, dim]` */
function merge(x: tf.Tensor): tf.Tensor3D {
  const [batch = 0, heads = 0, seq = 0, headDim = 0] = x.shape;
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, seq, heads * headDim]);
}

/** `[batch, seq, dim]` → `[batch, heads, seq, 1]` */
function sumByHead(x: tf.Tensor, heads: number): tf.Tensor {
  const [batch = 0, seq = 0, dim = 0] = x.shape;
  const sums = tf.sum(tf.reshape(x, [batch, seq, heads, dim / heads]), -1, true);
  return tf.transpose(sums, [0, 2, 1, 3]);
}
