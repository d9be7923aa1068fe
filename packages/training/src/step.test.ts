import { crossEntropy, type NamedTensors } from '@singlora/kernels';
import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createBatchLoader } from './batches.ts';
import { classification } from './objective.ts';
import { flatten, initialState } from './state.ts';
import { createStep } from './step.ts';
import { tiny, tinyConfig, tinyExamples } from './tiny.test.support.ts';

beforeAll(() => startBackend());

const config = tinyConfig({ maxGradNorm: 0 });

function inputsOf(instance: ReturnType<typeof tiny>, rows = [0, 1, 2]) {
  const batch = createBatchLoader(tinyExamples(8), 4, classification).load({ rows, length: 24 });
  return {
    ...flatten(initialState(instance.adapter)),
    ...batch,
    learningRate: tf.scalar(0.01),
    u: tf.scalar(0.5),
    correction1: tf.scalar(0.1),
    correction2: tf.scalar(0.03),
    seed: tf.tensor1d([1, 2], 'int32'),
  };
}

const values = (tensors: NamedTensors) =>
  Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, [...t.dataSync()]]));

describe('createStep', () => {
  test('its loss is the cross-entropy of the real rows alone', () => {
    const instance = tiny();
    const inputs = inputsOf(instance);
    const { loss } = createStep(instance.model, instance.adapter, classification, config)(inputs);
    const apply = instance.adapter.apply(instance.adapter.parameters, inputs.u);
    const logits = tf.slice(instance.model.logits(inputs, { apply }), [0, 0], [3, 3]);
    const labels = tf.slice(inputs.labels, 0, 3);
    const expected = crossEntropy(logits, labels, tf.ones<tf.Rank.R1>([3]));
    expect(loss.dataSync()[0]).toBeCloseTo(expected.dataSync()[0]!, 6);
  });

  test('the gradient norm agrees with finite differences along the gradient', () => {
    const instance = tiny({ method: 'singlora' });
    const step = createStep(instance.model, instance.adapter, classification, config);
    const inputs = inputsOf(instance);
    const { gradNorm, ...next } = step(inputs);
    // the first moments after one step from zero are (1 - beta1) times the gradients
    const direction = Object.keys(instance.adapter.parameters).map((name) => {
      return [name, tf.div(next[`moments1/${name}`]!, tf.mul(gradNorm, 0.1))] as const;
    });
    const lossAt = (distance: number) => {
      const moved = direction.map(([name, d]) => {
        const key = `parameters/${name}`;
        return [key, tf.add((inputs as NamedTensors)[key]!, tf.mul(d, distance))];
      });
      return step({ ...inputs, ...Object.fromEntries(moved) }).loss.dataSync()[0]!;
    };
    const slope = (lossAt(0.01) - lossAt(-0.01)) / 0.02;
    expect(gradNorm.dataSync()[0]).toBeCloseTo(slope, 3);
  });

  test('is pure: same inputs, same outputs, inputs untouched, nothing left over', () => {
    const instance = tiny({ dropout: 0.3 });
    const step = createStep(instance.model, instance.adapter, classification, config);
    const inputs = inputsOf(instance);
    const before = values(inputs);
    const count = tf.memory().numTensors;
    const outputs = step(inputs);
    const trained = Object.keys(instance.adapter.parameters).length;
    expect(tf.memory().numTensors).toBe(count + 3 * trained + 2);
    expect(values(step(inputs))).toEqual(values(outputs));
    expect(values(inputs)).toEqual(before);
  });

  test('the seed decides the dropout', () => {
    const instance = tiny({ dropout: 0.3 });
    const step = createStep(instance.model, instance.adapter, classification, config);
    const inputs = inputsOf(instance);
    const other = step({ ...inputs, seed: tf.tensor1d([3, 4], 'int32') });
    expect(values({ loss: other.loss! })).not.toEqual(values({ loss: step(inputs).loss! }));
  });

  test('reads nothing back while it runs', (context) => {
    context.skip(tf.getBackend() !== 'tensorflow', "tfjs's own gather reads its indices");
    const instance = tiny({ method: 'singlora', dropout: 0.1 });
    const inputs = inputsOf(instance);
    const step = createStep(instance.model, instance.adapter, classification, tinyConfig());
    const reads = vi.spyOn(tf.Tensor.prototype, 'dataSync');
    step(inputs);
    expect(reads).not.toHaveBeenCalled();
    reads.mockRestore();
  });
});
