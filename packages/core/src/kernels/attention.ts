import * as tf from '@tensorflow/tfjs-core';
import type { AttentionOptions } from './attention-options.ts';
import { differentiable } from './differentiable.ts';
import { fusedAttention } from './fused-attention.ts';
import { mergeHeads, splitHeads, sumByHead } from './heads.ts';

/**
 * Multi-head scaled dot-product attention (Vaswani et al., arXiv 1706.03762): per head
 * `P = softmax(scale · q kᵀ + mask)`, `y = P̃ v` with P̃ = dropout(P). q and y are rows
 * `[batch · queries, heads · headDim]`, k and v `[batch · keys, kvHeads · headDim]`; with fewer heads
 * of k and v it is grouped-query attention (Ainslie et al., arXiv 2305.13245).
 *
 * `dv = P̃ᵀ dy`, `dS = P̃ ⊙ (dy vᵀ) − P ⊙ Σ(dy ⊙ y)`, `dq = scale · dS k`, `dk = scale · dSᵀ q`;
 * the softmax's row sum is taken over y, which is narrower than P (Dao et al., arXiv 2205.14135).
 */
export function attention(
  q: tf.Tensor2D,
  k: tf.Tensor2D,
  v: tf.Tensor2D,
  { batch, heads, kvHeads = heads, mask, dropout, ...options }: AttentionOptions,
): tf.Tensor2D {
  const headDim = q.shape[1] / heads;
  const { scale = 1 / Math.sqrt(headDim) } = options;
  const regroup = (x: tf.Tensor4D, count: number): tf.Tensor4D =>
    kvHeads === heads ? x : tf.reshape(x, [batch, count, -1, x.shape[3]]);
  /** `[batch, heads, queries, n]` → `[batch, kvHeads, group · queries, n]`: a group is one product. */
  const grouped = (x: tf.Tensor4D): tf.Tensor4D => regroup(x, kvHeads);
  const ungrouped = (x: tf.Tensor4D): tf.Tensor4D => regroup(x, heads);

  const inputs = { q, k, v };
  return differentiable(inputs, (keep) => {
    const fused = fusedAttention(inputs, { batch, heads, kvHeads, scale, mask, dropout }, keep);
    if (fused) return fused;
    const query = grouped(splitHeads(tf.mul(q, scale), batch, heads));
    const key = splitHeads(k, batch, kvHeads);
    const value = splitHeads(v, batch, kvHeads);
    const scores = ungrouped(tf.matMul(query, key, false, true));
    const probabilities = tf.softmax(mask ? tf.add<tf.Tensor4D>(scores, mask) : scores);
    const dropped = grouped(dropout ? (dropout(probabilities) as tf.Tensor4D) : probabilities);
    const y = mergeHeads(ungrouped(tf.matMul(dropped, value)));
    const [keptQuery, keptKey, keptValue] = [keep(query), keep(key), keep(value)];
    const [kept, keptProbabilities] = [keep(dropped), keep(probabilities)];
    const keptY = keep(y);
    return {
      value: y,
      gradients: (dy, share) => {
        const dHeads = share(() => grouped(splitHeads(dy, batch, heads)));
        const dScores = share(() => {
          const dDropped = tf.matMul(dHeads(), keptValue(), false, true);
          const sums = grouped(sumByHead(tf.mul(dy, keptY()), batch, heads));
          if (!dropout) return tf.mul<tf.Tensor4D>(kept(), tf.sub(dDropped, sums));
          const original = grouped(keptProbabilities());
          return tf.sub<tf.Tensor4D>(tf.mul(kept(), dDropped), tf.mul(original, sums));
        });
        return {
          q: () => tf.mul(mergeHeads(ungrouped(tf.matMul(dScores(), keptKey()))), scale),
          k: () => mergeHeads(tf.matMul(dScores(), keptQuery(), true, false)),
          v: () => mergeHeads(tf.matMul(kept(), dHeads(), true, false)),
        };
      },
    };
  }) as tf.Tensor2D;
}
