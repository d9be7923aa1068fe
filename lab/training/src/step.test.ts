import { crossEntropy, type NamedTensors } from '@singlora/core/kernels';
import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { inputsOf as stepInputs } from './advance.ts';
import { createBatchLoader } from './classification/batches.ts';
import { classification } from './classification/objective.ts';
import { sequenceClassification } from './classification/task.ts';
import { tiny, tinyConfig, tinyExamples, type Tiny } from './classification/tiny.test.support.ts';
import { globalNorm } from './clip.ts';
import { flatten, initialState } from './state.ts';
import { createStep, type StepOutputs } from './step.ts';

beforeAll(() => startBackend());

function inputsOf(instance: Tiny, seed: [number, number] = [1, 2]) {
  const load = createBatchLoader(tinyExamples(8), 4, classification);
  const batch = load({ rows: [0, 1, 2], length: 24 });
  const numbers = {
    learningRate: 0.01,
    u: 0.5,
    corrections: [0.1, 0.03] as [number, number],
    seeds: { dropout: seed },
  };
  return stepInputs(initialState(instance.adapter), batch, numbers);
}

const stepOf = ({ model, adapter }: Tiny, config = tinyConfig({ maxGradNorm: 0 })) =>
  createStep(
    sequenceClassification({ model, objective: classification, train: tinyExamples(8) }),
    adapter,
    config,
  );

const tensorsOf = ({ state, ...scalars }: StepOutputs) => ({ ...flatten(state), ...scalars });

const values = (tensors: NamedTensors) =>
  Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, [...t.dataSync()]]));

describe('createStep', () => {
  test('its loss is the cross-entropy of the real rows alone', () => {
    const instance = tiny();
    const inputs = inputsOf(instance);
    const { loss } = stepOf(instance)(inputs);
    const apply = instance.adapter.apply(instance.adapter.parameters, inputs.scalars.u);
    const logits = tf.slice(instance.model.logits(inputs.batch, { apply }), [0, 0], [3, 3]);
    const labels = tf.slice(inputs.batch.labels, 0, 3);
    const expected = crossEntropy(logits, labels, tf.ones<tf.Rank.R1>([3]));
    expect(loss.dataSync()[0]).toBeCloseTo(expected.dataSync()[0]!, 6);
  });

  test('the gradient norm agrees with finite differences along the gradient', () => {
    const instance = tiny({ method: 'singlora' });
    const step = stepOf(instance);
    const inputs = inputsOf(instance);
    const { gradNorm, state: next } = step(inputs);
    const { state } = inputs;
    const lossAt = (distance: number) => {
      const moved = Object.entries(state.parameters).map(([name, tensor]) => {
        // the first moments after one step from zero are (1 - beta1) times the gradients
        const direction = tf.div(next.moments1[name]!, tf.mul(gradNorm, 0.1));
        return [name, tf.add(tensor, tf.mul(direction, distance))];
      });
      const parameters = Object.fromEntries(moved) as NamedTensors;
      return step({ ...inputs, state: { ...state, parameters } }).loss.dataSync()[0]!;
    };
    const slope = (lossAt(0.01) - lossAt(-0.01)) / 0.02;
    expect(gradNorm.dataSync()[0]).toBeCloseTo(slope, 3);
  });

  test('clips the gradients before they enter the moments', () => {
    const instance = tiny();
    const { gradNorm, state } = stepOf(
      instance,
      tinyConfig({ maxGradNorm: 1e-3 }),
    )(inputsOf(instance));
    expect(gradNorm.dataSync()[0]).toBeGreaterThan(0.01);
    // From zero, (1 - beta1) times the clipped ones.
    expect(globalNorm(state.moments1).dataSync()[0]! / 1e-4).toBeCloseTo(1, 2);
  });

  test('is pure: same inputs, same outputs, inputs untouched, nothing left over', () => {
    const instance = tiny({ dropout: 0.3 });
    const step = stepOf(instance);
    const inputs = inputsOf(instance);
    const given = { ...flatten(inputs.state), ...inputs.batch, ...inputs.scalars };
    const before = values(given);
    const count = tf.memory().numTensors;
    const outputs = step(inputs);
    const trained = Object.keys(instance.adapter.parameters).length;
    expect(tf.memory().numTensors).toBe(count + 3 * trained + 2);
    expect(values(tensorsOf(step(inputs)))).toEqual(values(tensorsOf(outputs)));
    expect(values(given)).toEqual(before);
  });

  test('the seed decides the dropout', () => {
    const instance = tiny({ dropout: 0.3 });
    const step = stepOf(instance);
    const [one, other] = [step(inputsOf(instance)), step(inputsOf(instance, [3, 4]))];
    expect(other.loss.dataSync()).not.toEqual(one.loss.dataSync());
  });

  test('reads nothing back while it runs', (context) => {
    context.skip(tf.getBackend() !== 'tensorflow', "tfjs's own gather reads its indices");
    const instance = tiny({ method: 'singlora', dropout: 0.1 });
    const inputs = inputsOf(instance);
    const step = stepOf(instance, tinyConfig());
    const reads = vi.spyOn(tf.Tensor.prototype, 'dataSync');
    step(inputs);
    expect(reads).not.toHaveBeenCalled();
    reads.mockRestore();
  });
});
