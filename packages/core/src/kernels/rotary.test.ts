import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { expectClose, expectSameAs, normal, onEachBackend } from './each-backend.test.support.ts';
import { rotary, type Rotation } from './rotary.ts';

type Rows = tf.Tensor2D;

const angles = (): Rows => normal<tf.Rank.R2>([3, 2], 5);
const rotation = (theta = angles()): Rotation => ({ cos: tf.cos(theta), sin: tf.sin(theta) });

/** Multiplies each pair of values by its 2 × 2 rotation, written out; 2 heads of 4. */
function naive(x: Rows): tf.Tensor {
  const { cos, sin } = rotation();
  const columns = tf.split(tf.reshape<tf.Rank.R3>(x, [2, 3, 8]), 8, 2);
  const column = (head: number, i: number): tf.Tensor => columns[4 * head + i] as tf.Tensor;
  const at = (table: Rows, pair: number): tf.Tensor => tf.slice(table, [0, pair], [-1, 1]);
  const turned = [0, 1].flatMap((head) => {
    const first = [0, 1].map((pair) => {
      const [a, b] = [column(head, pair), column(head, pair + 2)];
      return tf.sub(tf.mul(a, at(cos, pair)), tf.mul(b, at(sin, pair)));
    });
    const second = [0, 1].map((pair) => {
      const [a, b] = [column(head, pair), column(head, pair + 2)];
      return tf.add(tf.mul(b, at(cos, pair)), tf.mul(a, at(sin, pair)));
    });
    return [...first, ...second];
  });
  return tf.reshape(tf.concat(turned, 2), [6, 8]);
}

onEachBackend('rotary', () => {
  it('turns the pairs of each head', () => {
    expectSameAs(naive, (x) => rotary(x, rotation()), [normal<tf.Rank.R2>([6, 8], 1)]);
  });

  it('makes products of a query and a key depend on how far they are apart', () => {
    const [q, k] = [normal<tf.Rank.R2>([1, 4], 1), normal<tf.Rank.R2>([1, 4], 2)];
    const at = (x: Rows, position: number): Rows =>
      rotary(x, rotation(tf.tensor2d([[position, position / 10]])));
    const product = (i: number, j: number): tf.Tensor => tf.sum(tf.mul(at(q, i), at(k, j)));
    expectClose(product(7, 3), product(4, 0), 1e-5);
  });
});
