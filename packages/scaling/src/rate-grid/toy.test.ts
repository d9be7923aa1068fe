import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { buildToy } from './toy.ts';

beforeAll(() => startBackend());

it('has 1,000 examples to train on and 100 to test on, as columns', () => {
  const toy = buildToy(8, 0);
  expect(toy.readout.shape).toEqual([1, 8]);
  expect([toy.train.features.shape, toy.train.targets.shape]).toEqual([
    [8, 1000],
    [1, 1000],
  ]);
  expect([toy.test.features.shape, toy.test.targets.shape]).toEqual([
    [8, 100],
    [1, 100],
  ]);
  toy.dispose();
});

it("keeps a seed's examples at every width, and draws other weights", () => {
  const toys = [buildToy(8, 1), buildToy(16, 1), buildToy(16, 2)];
  const [narrow, wide, other] = toys.map(({ train }) => [...train.targets.dataSync()]);
  expect(wide).toEqual(narrow);
  expect(other).not.toEqual(wide);
  expect([...toys[1]!.readout.dataSync()].slice(0, 8)).not.toEqual([
    ...tf.mul(toys[0]!.readout, Math.SQRT1_2).dataSync(),
  ]);
  toys.forEach((toy) => toy.dispose());
});

it('has the moments that are said: features of √5 N(0, 1) past relu, a readout of N(0, 1/n)', () => {
  const width = 2000;
  const toy = buildToy(width, 0);
  const meanSquare = (tensor: tf.Tensor) => tf.mean(tf.square(tensor)).dataSync()[0]!;
  expect(meanSquare(toy.train.features)).toBeGreaterThan(2.5 * 0.9);
  expect(meanSquare(toy.train.features)).toBeLessThan(2.5 * 1.1);
  expect(tf.min(toy.train.features).dataSync()[0]).toBe(0);
  expect(width * meanSquare(toy.readout)).toBeGreaterThan(0.9);
  expect(width * meanSquare(toy.readout)).toBeLessThan(1.1);
  // sin of N(0, 1/5): mean square (1 − e^(−2/5)) / 2
  expect(meanSquare(toy.train.targets)).toBeCloseTo((1 - Math.exp(-0.4)) / 2, 1);
  toy.dispose();
});

it('frees all it made', () => {
  const before = tf.memory().numTensors;
  buildToy(8, 0).dispose();
  expect(tf.memory().numTensors).toBe(before);
});
