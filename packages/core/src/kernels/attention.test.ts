import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import type { AttentionOptions } from './attention-options.ts';
import { attention } from './attention.ts';
import { expectClose, expectSameAs, normal, onEachBackend } from './each-backend.test.support.ts';

type Rows = tf.Tensor2D;
type Three = tf.Tensor3D;

const batch = 2;

function naive(
  qRows: Rows,
  kRows: Rows,
  vRows: Rows,
  heads: number,
  mask: tf.Tensor,
  dropMask: tf.Tensor = tf.scalar(1),
): tf.Tensor {
  const apart = (rows: Rows): Three => tf.reshape(rows, [batch, -1, rows.shape[1]]);
  const [q, k, v] = [apart(qRows), apart(kRows), apart(vRows)];
  const width = q.shape[2] / heads;
  const shared = q.shape[2] / k.shape[2];
  const parts = Array.from({ length: heads }, (_, head) => {
    const part = (t: Three, at = Math.floor(head / shared)): Three =>
      tf.slice(t, [0, 0, at * width], [-1, -1, width]);
    const scores = tf.div(tf.matMul(part(q, head), part(k), false, true), Math.sqrt(width));
    const probabilities = tf.softmax(tf.add(scores, tf.squeeze(mask, [1])));
    return tf.matMul(tf.mul<Three>(probabilities, dropMask), part(v));
  });
  return tf.reshape(tf.concat(parts, 2), qRows.shape);
}

const q = (queries = 3) => normal<tf.Rank.R2>([batch * queries, 4], 1);
const k = () => normal<tf.Rank.R2>([batch * 3, 4], 2);
const v = () => normal<tf.Rank.R2>([batch * 3, 4], 3);
const noMask = () => tf.zeros([2, 1, 1, 3]);
/** A mask that hides from every token those after it. */
const causal = () => tf.tensor([0, -1e9, -1e9, 0, 0, -1e9, 0, 0, 0], [1, 1, 3, 3]);
const padding = () => tf.tensor([0, 0, -1e9, 0, 0, 0], [2, 1, 1, 3]);

/** Attention to compare with the naive one; `dropMask` multiplies its probabilities. */
interface Compared extends Pick<AttentionOptions, 'heads' | 'kvHeads'> {
  readonly mask: tf.Tensor;
  readonly dropMask?: tf.Tensor;
}

function compare({ dropMask, ...options }: Compared, inputs: [Rows, Rows, Rows] = [q(), k(), v()]) {
  const dropout = (p: tf.Tensor): tf.Tensor => tf.mul(p, tf.expandDims(dropMask!, 0));
  expectSameAs(
    (q: Rows, k: Rows, v: Rows) => naive(q, k, v, options.heads, options.mask, dropMask),
    (q, k, v) => attention(q, k, v, { batch, ...options, ...(dropMask && { dropout }) }),
    inputs,
  );
}

onEachBackend('attention', () => {
  const dropMask = () => tf.tensor([2, 0, 2, 0, 2, 2, 2, 2, 0], [1, 3, 3]);

  it.each([1, 2, 4])('attends with %s heads', (heads) => compare({ heads, mask: noMask() }));

  it('leaves padding out', () => {
    compare({ heads: 2, mask: padding() });
    const other = tf.add<Rows>(k(), tf.tensor2d([0, 0, 9, 0, 0, 0], [6, 1]));
    const run = (k: Rows): tf.Tensor =>
      attention(q(), k, v(), { batch, heads: 2, mask: padding() });
    expectClose(run(other), run(k()));
  });

  it('takes fewer queries than keys', () =>
    compare({ heads: 2, mask: padding() }, [q(1), k(), v()]));

  it('drops probabilities', () => compare({ heads: 2, mask: padding(), dropMask: dropMask() }));

  it.each([1, 2])('shares %s heads of keys and values between four of queries', (kvHeads) => {
    const options = { heads: 4, kvHeads, mask: causal() };
    const narrow = (rows: Rows): Rows => tf.slice(rows, [0, 0], [-1, kvHeads]);
    const inputs = [q(), narrow(k()), narrow(v())] as [Rows, Rows, Rows];
    compare(options, inputs);
    compare({ ...options, dropMask: dropMask() }, inputs);
  });

  it('takes another scale', () => {
    expectSameAs(
      (q: Rows, k: Rows, v: Rows) => naive(tf.mul<Rows>(q, 3), k, v, 1, noMask()),
      (q, k, v) => attention(q, k, v, { batch, heads: 1, mask: noMask(), scale: 1.5 }),
      [q(), k(), v()],
    );
  });
});
