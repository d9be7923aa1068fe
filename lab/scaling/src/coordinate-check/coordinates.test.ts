import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { measureCoordinates, type WatchedTraining } from './coordinates.ts';
import { familyOf } from '../models/families.ts';
import { optimiserOf } from '../training/optimisers.ts';
import type { WidthModel } from '../models/width-model.ts';
import { wholeLayers } from '../training/whole-layers.ts';

const residualMlpSpFamily = familyOf('residual-mlp-sp');

beforeAll(() => startBackend());

/** y = w(w x) with one weight w = 2, x = 1, loss ½ y²: a slot that runs twice a pass. */
function twice(): WidthModel {
  const weight = tf.tensor2d([[2]]);
  return {
    slots: [{ name: 'w', kind: 'linear', inFeatures: 1, outFeatures: 1, weight }],
    targets: ['w'],
    loss: (apply) =>
      tf.mul(tf.sum(tf.square(apply('w', apply('w', tf.ones([1, 1]))))), 0.5) as tf.Scalar,
    tensors: [weight],
  };
}

/** Watches the training of a model's slot w by gradient descent. */
const watched = (
  model: WidthModel,
  rate: number,
  training: Pick<WatchedTraining, 'steps'> & Partial<WatchedTraining>,
) => {
  const usual = { trainable: () => wholeLayers(model, ['w']), learningRate: () => rate };
  return measureCoordinates({ ...usual, optimiser: optimiserOf('gd'), ...training }, model, 1, 0);
};

it('is the size of outputs and of their change, all calls of a slot together', () => {
  const { coordinates, losses, frozenLoss } = watched(twice(), 1 / 16, { steps: [1] });
  // The loss is ½ w⁴, its slope 2 w³ = 16: w goes from 2 to 1, the outputs (w, w²) from (2, 4) to (1, 1).
  expect(coordinates['w']).toEqual([
    {
      step: 0,
      entries: 2,
      size: expect.closeTo(Math.sqrt((4 + 16) / 2), 5),
      change: 0,
      largest: 4,
      largestChange: 0,
    },
    {
      step: 1,
      entries: 2,
      size: expect.closeTo(1, 5),
      change: expect.closeTo(Math.sqrt((1 + 9) / 2), 5),
      largest: 1,
      largestChange: 3,
    },
  ]);
  expect(losses).toEqual([
    { step: 0, loss: 8 },
    { step: 1, loss: 0.5 },
  ]);
  expect(frozenLoss).toBe(8);
});

it('gives null where a number is not finite', () => {
  const { coordinates, losses } = watched(twice(), 1e6, { steps: [3] });
  const { w } = coordinates;
  expect(w?.[0]?.size).toBeGreaterThan(0);
  const none = { size: null, change: null, largest: null, largestChange: null };
  expect(w?.[1]).toEqual({ step: 3, entries: 2, ...none });
  expect(losses[1]).toEqual({ step: 3, loss: null });
});

it('follows the ramp from step to step', () => {
  const model = twice();
  const seen: number[] = [];
  const plain = wholeLayers(model, ['w']);
  watched(model, 0, {
    trainable: () => ({
      ...plain,
      apply(values, u) {
        seen.push(u.dataSync()[0]!);
        return plain.apply(values, u);
      },
    }),
    steps: [1, 2],
    ramp: (step) => step / 2,
  });
  expect(seen).toEqual([0, 0, 0.5, 0.5, 1]); // each watched, then trained from, but for the last
});

it('leaves no tensor behind, and the model as it was', () => {
  const model = residualMlpSpFamily.build(16, randomStream(0, 'model'));
  const before = tf.memory().numTensors;
  watched(model, 0.1, {
    trainable: () => wholeLayers(model, ['in', 'blocks.0']),
    optimiser: optimiserOf('adam'),
    steps: [1, 3],
  });
  expect(tf.memory().numTensors).toBe(before);
  expect(model.tensors.every((tensor) => !tensor.isDisposed)).toBe(true);
});
