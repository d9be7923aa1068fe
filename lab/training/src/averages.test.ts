import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { averageDecayAt, moveAverages } from './averages.ts';
import { initialState } from './state.ts';

beforeAll(() => startBackend());

test('little is kept at first, then as much as is asked for', () => {
  expect([1, 2, 90].map((t) => averageDecayAt(0.9, t))).toEqual([2 / 11, 3 / 12, 0.9]);
});

test('an average goes from one value to the next by its share', () => {
  const [averages, values] = [{ a: tf.tensor1d([1, 2]) }, { a: tf.tensor1d([5, -2]) }];
  const moved = moveAverages(averages, values, tf.scalar(0.75));
  expect([...moved['a']!.dataSync()]).toEqual([2, 1]);
  tf.dispose([averages, values, moved]);
});

test('the average of what never changes is that, from the first step on', () => {
  const parameters = { a: tf.tensor1d([3, -2]) };
  const { averages } = initialState({ parameters }, { averageDecay: 0.9 });
  const moved = moveAverages(averages!, parameters, tf.scalar(averageDecayAt(0.9, 1)));
  moved['a']!.dataSync().forEach((value, i) => expect(value).toBeCloseTo([3, -2][i]!, 6));
});
