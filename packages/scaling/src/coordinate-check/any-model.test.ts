import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { coordinateLines, watchModel, type OwnModel } from './any-model.ts';

beforeAll(() => startBackend());

/** y = w · (1, 2), w = 3 at first, and each step adds 1. */
function counting(): OwnModel {
  const w = tf.tidy(() => tf.variable(tf.scalar(3)));
  return {
    pass: () => {
      const y = tf.mul(w, tf.tensor1d([1, 2]));
      return { outputs: { y }, loss: tf.sum(y) };
    },
    step: () => tf.tidy(() => w.assign(tf.add(w, 1))),
    dispose: () => w.dispose(),
  };
}

it('writes a line a module and step, of outputs and of their change since the start', async () => {
  const unit = await watchModel(counting(), { width: 8, seed: 1, steps: [2] });
  const lines = coordinateLines(unit).trimEnd().split('\n');
  const shared = { width: 8, seed: 1, module: 'y', entries: 2, frozenLoss: null };
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    { ...shared, step: 0, size: near(3), change: 0, largest: 6, largestChange: 0, loss: 9 },
    { ...shared, step: 2, size: near(5), change: near(2), largest: 10, largestChange: 4, loss: 15 },
  ]);
});

/** The root mean square of w · (1, 2). */
const near = (w: number) => expect.closeTo(w * Math.sqrt(2.5), 5) as number;

it('writes null for what is not finite, and no loss where there is none', async () => {
  const model: OwnModel = {
    pass: () => ({ outputs: { y: tf.tensor1d([1, NaN]) } }),
    step: () => {},
  };
  const unit = await watchModel(model, { width: 8, seed: 1, steps: [1], frozenLoss: 2 });
  const [first] = coordinateLines(unit).split('\n');
  expect(first).toBe(
    '{"width":8,"seed":1,"step":0,"module":"y","entries":2,"size":null,"change":null,"largest":null,"largestChange":null,"frozenLoss":2}',
  );
});

it('leaves no tensor behind, also where a step fails', async () => {
  const before = tf.memory().numTensors;
  await watchModel(counting(), { width: 8, seed: 1, steps: [1, 3] });
  const failing = { ...counting(), step: () => Promise.reject(new Error('no')) };
  await expect(watchModel(failing, { width: 8, seed: 1, steps: [1] })).rejects.toThrow('no');
  expect(tf.memory().numTensors).toBe(before);
});
