import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
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

onEachBackend('attention', () => {
  it.each([1, 2, 4])('attends with %s heads', (heads) => {
    expectSameAs(
      (q: Rows, k: Rows, v: Rows) => naive(q, k, v, heads, noMask()),
      (q, k, v) => attention(q, k, v, { batch, heads, mask: noMask() }),
      [q(), k(), v()],
    );
  });

  it('leaves padding out', () => {
    expectSameAs(
      (q: Rows, k: Rows, v: Rows) => naive(q, k, v, 2, padding()),
      (q, k, v) => attention(q, k, v, { batch, heads: 2, mask: padding() }),
      [q(), k(), v()],
    );
    const other = tf.add<Rows>(k(), tf.tensor2d([0, 0, 9, 0, 0, 0], [6, 1]));
    const run = (k: Rows): tf.Tensor =>
      attention(q(), k, v(), { batch, heads: 2, mask: padding() });
    expectClose(run(other), run(k()));
  });

  it('takes fewer queries than keys', () => {
    expectSameAs(
      (q: Rows, k: Rows, v: Rows) => naive(q, k, v, 2, padding()),
      (q, k, v) => attention(q, k, v, { batch, heads: 2, mask: padding() }),
      [q(1), k(), v()],
    );
  });

  it('drops probabilities', () => {
    const dropMask = tf.tensor([2, 0, 2, 0, 2, 2, 2, 2, 0], [1, 3, 3]);
    const dropout = (p: tf.Tensor): tf.Tensor => tf.mul(p, tf.expandDims(dropMask, 0));
    expectSameAs(
      (q: Rows, k: Rows, v: Rows) => naive(q, k, v, 2, padding(), dropMask),
      (q, k, v) => attention(q, k, v, { batch, heads: 2, mask: padding(), dropout }),
      [q(), k(), v()],
    );
  });

  it.each([1, 2])('shares %s heads of keys and values between four of queries', (kvHeads) => {
    const options = { batch, heads: 4, kvHeads, mask: causal() };
    const narrow = (rows: Rows): Rows => tf.slice(rows, [0, 0], [-1, kvHeads]);
    expectSameAs(
      (q: Rows, k: Rows, v: Rows) => naive(q, k, v, 4, causal()),
      (q, k, v) => attention(q, k, v, options),
      [q(), narrow(k()), narrow(v())],
    );
    const dropMask = tf.tensor([2, 0, 2, 0, 2, 2, 2, 2, 0], [1, 3, 3]);
    const dropout = (p: tf.Tensor): tf.Tensor => tf.mul(p, tf.expandDims(dropMask, 0));
    expectSameAs(
      (q: Rows, k: Rows, v: Rows) => naive(q, k, v, 4, causal(), dropMask),
      (q, k, v) => attention(q, k, v, { ...options, dropout }),
      [q(), narrow(k()), narrow(v())],
    );
  });

  it('takes another scale', () => {
    expectSameAs(
      (q: Rows, k: Rows, v: Rows) => naive(tf.mul<Rows>(q, 3), k, v, 1, noMask()),
      (q, k, v) => attention(q, k, v, { batch, heads: 1, mask: noMask(), scale: 1.5 }),
      [q(), k(), v()],
    );
  });
});
