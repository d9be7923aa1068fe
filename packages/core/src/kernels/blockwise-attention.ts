import * as tf from '@tensorflow/tfjs-core';
import { after } from './after.ts';
import type { AttentionOptions } from './attention-options.ts';
import { differentiable, shareAll } from './differentiable.ts';
import { mergeHeads, splitHeads, sumByHead } from './heads.ts';

/** Sizes of {@link blockwiseAttention}, which has no mask, no dropout and no shared heads, and its memory. */
export interface BlockwiseAttentionOptions extends Pick<
  AttentionOptions,
  'batch' | 'heads' | 'scale'
> {
  /** The most scores to hold at a time, of all heads together; 2²⁴ (64 MiB) unless given. */
  maxScores?: number;
}

/** Some successive queries. */
interface Block {
  start: number;
  size: number;
}

/** The gradients of the three inputs. */
type Gradients<T extends tf.Tensor> = Record<'q' | 'k' | 'v', T>;

/**
 * `attention` without a mask, for some queries at a time, so that memory grows with the length of a
 * sequence and not with its square. Exact: a block of queries has whole rows of probabilities.
 *
 * The gradient recomputes each block's probabilities (Rabe & Staats, arXiv 2112.05682) and uses the
 * formulas of `attention`, with `dy vᵀ − Σ(dy ⊙ y)` as a single product, `[dy, −Σ(dy ⊙ y)] [v, 1]ᵀ`.
 * In a recorded graph each block waits for the previous one.
 */
export function blockwiseAttention(
  q: tf.Tensor2D,
  k: tf.Tensor2D,
  v: tf.Tensor2D,
  { batch, heads, maxScores = 2 ** 24, ...options }: BlockwiseAttentionOptions,
): tf.Tensor2D {
  const { scale = Math.sqrt(heads / q.shape[1]) } = options;
  const [queries, keys] = [q.shape[0] / batch, k.shape[0] / batch];
  const blocks = blocksOf(queries, Math.floor(maxScores / (batch * heads * keys)));
  const split = (x: tf.Tensor): tf.Tensor4D => splitHeads(x, batch, heads);

  return differentiable({ q, k, v }, (keep) => {
    const [query, key, value] = [split(tf.mul(q, scale)), split(k), split(v)];
    const outputs: tf.Tensor4D[] = [];
    for (const block of blocks) {
      const wait = afterLast(outputs);
      outputs.push(tf.tidy(() => tf.matMul(probabilities(wait(rowsOf(query, block)), key), value)));
    }
    const y = mergeHeads(tf.concat(outputs, 2));
    const [keptQuery, keptKey, keptValue] = [keep(query), keep(key), keep(value)];
    const keptY = keep(y);

    const gradients = (dy: tf.Tensor): Gradients<tf.Tensor2D> => {
      const [query, key] = [keptQuery(), keptKey()];
      const dHeads = split(dy);
      const sums = sumByHead(tf.mul(dy, keptY()), batch, heads);
      const dAndSums = tf.concat([dHeads, tf.neg(sums)], 3);
      const valueAndOne = tf.concat([keptValue(), tf.ones([batch, heads, keys, 1])], 3);
      const ofBlock = (
        block: Block,
        wait: (x: tf.Tensor4D) => tf.Tensor4D,
      ): Gradients<tf.Tensor4D> => {
        const rows = wait(rowsOf(query, block));
        const p = probabilities(rows, key);
        const dP = tf.matMul(wait(rowsOf(dAndSums, block)), valueAndOne, false, true);
        const dScores = tf.mul<tf.Tensor4D>(p, dP);
        return {
          q: tf.matMul(dScores, key),
          k: tf.matMul(dScores, rows, true),
          v: tf.matMul(p, rowsOf(dHeads, block), true),
        };
      };
      const found: Gradients<tf.Tensor4D>[] = [];
      for (const block of blocks) {
        const wait = afterLast(found.map(({ q }) => q));
        found.push(tf.tidy(() => ofBlock(block, wait)));
      }
      const parts = (name: 'q' | 'k' | 'v'): tf.Tensor4D[] => found.map((one) => one[name]);
      return {
        q: tf.mul(mergeHeads(tf.concat(parts('q'), 2)), scale),
        k: mergeHeads(tf.addN(parts('k'))),
        v: mergeHeads(tf.addN(parts('v'))),
      };
    };
    return {
      value: y,
      gradients: (dy, share) => {
        const compute = () => Object.values(tf.tidy(() => gradients(dy)));
        const [q, k, v] = shareAll(share, 3, compute) as (() => tf.Tensor)[];
        return { q, k, v } as Record<'q' | 'k' | 'v', () => tf.Tensor>;
      },
    };
  }) as tf.Tensor2D;
}

function probabilities(query: tf.Tensor4D, key: tf.Tensor4D): tf.Tensor4D {
  return tf.softmax(tf.matMul<tf.Tensor4D>(query, key, false, true));
}

/** Blocks of nearly equal size, none of more than `most` queries, or of one. */
function blocksOf(queries: number, most: number): Block[] {
  const count = Math.ceil(queries / Math.max(1, most));
  const starts = Array.from({ length: count + 1 }, (_, i) => Math.floor((i * queries) / count));
  return starts.slice(1).map((end, i) => {
    const start = starts[i] as number;
    return { start, size: end - start };
  });
}

/** The queries of a block. */
function rowsOf(x: tf.Tensor4D, { start, size }: Block): tf.Tensor4D {
  return tf.slice(x, [0, 0, start, 0], [-1, -1, size, -1]);
}

/** Waits for the last of the tensors so far. */
function afterLast(done: readonly tf.Tensor[]): <T extends tf.Tensor>(x: T) => T {
  const last = done.at(-1);
  return last ? after(last) : (x) => x;
}
