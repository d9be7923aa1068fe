import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { expectSameAs, normal, onEachBackend } from './each-backend.test.support.ts';
import { linear } from './linear.ts';
import type { LowRankUpdate } from './low-rank.ts';

type Matrix = tf.Tensor2D;
type Vector = tf.Tensor1D;

const x = () => normal<tf.Rank.R3>([2, 3, 5], 1);
const weight = () => normal<tf.Rank.R2>([4, 5], 2);
const bias = () => normal<tf.Rank.R1>([4], 3);
const p = (seed = 4) => normal<tf.Rank.R2>([4, 2], seed);
const q = (seed = 5) => normal<tf.Rank.R2>([5, 2], seed);
const gain = () => normal<tf.Rank.R1>([4], 6);
const scale = () => tf.scalar(0.7);

/** The layer's output with the d×d update written out. */
function naive(
  x: tf.Tensor,
  weight: Matrix,
  bias?: Vector,
  updates: LowRankUpdate[] = [],
  { gain = tf.ones([weight.shape[0]]) }: { gain?: Vector } = {},
): tf.Tensor {
  const [out, input] = weight.shape;
  const times = (t: tf.Tensor, m: Matrix): tf.Tensor => {
    const rows = tf.reshape<tf.Rank.R2>(t, [-1, input]);
    return tf.reshape(tf.matMul(rows, m, false, true), [...t.shape.slice(0, -1), out]);
  };
  let y = tf.mul(times(x, weight), gain);
  for (const { p, q, scale, input = x } of updates)
    y = tf.add(y, times(input, tf.mul(tf.matMul(p, q, false, true), scale)));
  return bias ? tf.add(y, bias) : y;
}

onEachBackend('linear', () => {
  it('is x Wᵀ + bias', () => {
    expectSameAs<[tf.Tensor, Matrix, Vector]>(naive, linear, [x(), weight(), bias()]);
    expectSameAs<[tf.Tensor, Matrix]>(naive, linear, [x(), weight()]);
  });

  it('adds an update through its factors', () => {
    const run =
      (f: typeof naive) =>
      (x: tf.Tensor, w: Matrix, b: Vector, p: Matrix, q: Matrix, scale: tf.Scalar) =>
        f(x, w, b, [{ p, q, scale }]);
    expectSameAs(run(naive), run(linear), [x(), weight(), bias(), p(), q(), scale()]);
  });

  it('adds up gradients where both factors are cut from the same tensor', () => {
    const run = (f: typeof naive) => (x: tf.Tensor, w: Matrix, a: Matrix, scale: tf.Scalar) =>
      f(x, w, undefined, [{ p: tf.slice(a, [0, 0], [4, 2]), q: a, scale }]);
    expectSameAs(run(naive), run(linear), [x(), weight(), q(), scale()]);
  });

  it('takes an own input and a gain per row', () => {
    const run =
      (f: typeof naive) =>
      (
        x: tf.Tensor,
        w: Matrix,
        p: Matrix,
        q: Matrix,
        scale: tf.Scalar,
        input: tf.Tensor,
        gain: Vector,
      ) =>
        f(x, w, bias(), [{ p, q, scale, input }], { gain });
    expectSameAs(run(naive), run(linear), [
      ...[x(), weight(), p(), q(), scale(), normal([2, 3, 5], 7), gain()],
    ] as [tf.Tensor, Matrix, Matrix, Matrix, tf.Scalar, tf.Tensor, Vector]);
  });

  it('adds several updates to what a gain multiplies', () => {
    const run =
      (f: typeof naive) =>
      (x: tf.Tensor, w: Matrix, p1: Matrix, q1: Matrix, p2: Matrix, q2: Matrix, gain: Vector) =>
        f(
          x,
          w,
          bias(),
          [
            { p: p1, q: q1, scale: scale() },
            { p: p2, q: q2, scale: tf.scalar(-2) },
            { p: p1, q: q2, scale: scale() },
          ],
          { gain },
        );
    expectSameAs(run(naive), run(linear), [x(), weight(), p(), q(), p(14), q(15), gain()]);
  });

  it('reads a weight laid out [in, out]', () => {
    const updates = (p: Matrix, q: Matrix) => [{ p, q, scale: scale() }];
    expectSameAs(
      (x: tf.Tensor, w: Matrix, p: Matrix, q: Matrix) =>
        naive(x, tf.transpose(w), bias(), updates(p, q)),
      (x, w, p, q) => linear(x, w, bias(), updates(p, q), { layout: 'in-out' }),
      [x(), normal<tf.Rank.R2>([5, 4], 2), p(), q()],
    );
  });

  it('keeps a frozen weight out of the gradient, and is the same otherwise', () => {
    const w = weight();
    const frozen = { frozen: true };
    const ownInput = normal<tf.Rank.R3>([2, 3, 5], 7);
    expectSameAs(
      (x: tf.Tensor, p: Matrix) => naive(x, w, bias(), [{ p, q: q(), scale: scale() }]),
      (x, p) => linear(x, w, bias(), [{ p, q: q(), scale: scale() }], frozen),
      [x(), p()],
    );
    expectSameAs(
      (x: tf.Tensor, q: Matrix) =>
        naive(x, w, undefined, [{ p: p(), q, scale: scale(), input: ownInput }]),
      (x, q) => linear(x, w, undefined, [{ p: p(), q, scale: scale(), input: ownInput }], frozen),
      [x(), q()],
    );
    expect(() => tf.grad((w) => linear(x(), w as Matrix, undefined, [], frozen))(w)).toThrow(
      /Cannot compute gradient/,
    );
  });
});
