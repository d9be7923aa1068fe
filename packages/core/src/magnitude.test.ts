import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { startTensorFlow } from './kit.test.support.ts';
import { magnitudeGain } from './magnitude.ts';

beforeAll(startTensorFlow);

const [out, inputs] = [3, 64];
const entry = (i: number, j: number) => Math.sin(1 + i * 7.1 + j * 1.3);

/** The gains of rows whose update leaves the share `left` of the weight, and those in double precision. */
function gains(left: number) {
  const weight = Array.from({ length: out }, (_, i) =>
    Array.from({ length: inputs }, (__, j) => Math.fround(entry(i, j))),
  );
  // P Qᵀ = −2 (1 − left) W, at the scale 1/2.
  const q = tf.transpose(tf.tensor2d(weight));
  const p = tf.mul<tf.Tensor2D>(tf.eye(out), Math.fround(-2 * (1 - left)));
  const factor = 1 + 0.5 * Math.fround(-2 * (1 - left));
  const gain = magnitudeGain(tf.ones([out]), { p, q, scale: tf.scalar(0.5) }, tf.tensor2d(weight));
  return {
    found: [...gain.dataSync()],
    exact: weight.map((row) => 1 / Math.hypot(...row.map((value) => factor * value))),
  };
}

it.each([0.5, 0.005, 0.0003])('of rows that shrink to %s is right', (left) => {
  const { found, exact } = gains(left);
  // What is left of an entry is rounded to 6e-8 of the entry itself.
  for (const [row, gain] of found.entries())
    expect(Math.abs(gain / exact[row]! - 1)).toBeLessThan(1e-6 + 1e-7 / left);
});

it('of a row that vanishes makes no more of it than rounding leaves', () => {
  const whole = gains(1).exact;
  for (const [row, gain] of gains(0).found.entries())
    expect(gain).toBeLessThan(2 ** 24 * whole[row]!);
});
