import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { expectClose, onEachBackend } from '../fixtures.test.support.ts';
import { angularFrequencies, rotationAt } from './rotary-angles.ts';

const closeTo = (values: number[]): unknown[] => values.map((value) => expect.closeTo(value, 10));

it('falls by a constant ratio from one radian a position', () => {
  const rope = { rope_type: 'default', rope_theta: 10_000 } as const;
  expect(angularFrequencies(rope, 8)).toEqual(closeTo([1, 0.1, 0.01, 0.001]));
});

it('keeps fast angles, divides slow ones, and goes between in between, as in Llama 3', () => {
  const rope = {
    ...({ rope_type: 'llama3', rope_theta: 10_000, factor: 8 } as const),
    low_freq_factor: 1,
    high_freq_factor: 4,
    original_max_position_embeddings: 100,
  };
  // 15.9, 1.59, 0.159 and 0.0159 turns in 100 positions.
  const turns = 100 * 0.1 / (2 * Math.PI); // prettier-ignore
  const kept = (turns - 1) / 3;
  const between = kept * 0.1 + ((1 - kept) * 0.1) / 8;
  expect(angularFrequencies(rope, 8)).toEqual(closeTo([1, between, 0.01 / 8, 0.001 / 8]));
});

onEachBackend('rotationAt', () => {
  it('has the cosines and sines of all angles', () => {
    const { cos, sin } = rotationAt(tf.tensor1d([0, 3], 'int32'), [1, 0.5]);
    expectClose(cos, tf.tensor2d([[1, 1], [Math.cos(3), Math.cos(1.5)]]), 1e-6); // prettier-ignore
    expectClose(sin, tf.tensor2d([[0, 0], [Math.sin(3), Math.sin(1.5)]]), 1e-6); // prettier-ignore
  });
});
