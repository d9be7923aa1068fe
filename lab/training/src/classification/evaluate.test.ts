import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { evaluate, type EvaluationJob } from './evaluate.ts';
import { classification } from './objective.ts';
import { tiny, tinyExamples } from './tiny.test.support.ts';

beforeAll(() => startBackend());

const examples = tinyExamples(21);

function jobOf(changes: Partial<EvaluationJob> = {}): EvaluationJob {
  const { model, adapter } = tiny({ method: 'singlora', dropout: 0.5 });
  const parameters = adapter.parameters;
  const objective = classification;
  return {
    model,
    trainable: adapter,
    objective,
    parameters,
    u: 0.5,
    examples,
    batchSize: 8,
    ...changes,
  };
}

describe('evaluate', () => {
  test('gives each row its own outputs, whatever the batches', async () => {
    const job = jobOf();
    const batched = await evaluate(job);
    const alone = await evaluate({ ...job, batchSize: 1 });
    batched.outputs.forEach((output, i) => expect(output).toBeCloseTo(alone.outputs[i]!, 5));
    expect(batched.predictions).toEqual(alone.predictions);
    expect(batched.loss).toBeCloseTo(alone.loss, 5);
  });

  test('loss and predictions follow from the outputs', async () => {
    const { outputs, loss, predictions } = await evaluate(jobOf());
    let sum = 0;
    examples.forEach(({ label }, row) => {
      const own = [...outputs.subarray(row * 3, row * 3 + 3)];
      const total = own.reduce((all, logit) => all + Math.exp(logit), 0);
      sum -= Math.log(Math.exp(own[label]!) / total);
      expect(own[predictions[row]!]).toBe(Math.max(...own));
    });
    expect(loss).toBeCloseTo(sum / examples.length, 5);
  });

  test('u scales the adapter', async () => {
    const [none, half] = [await evaluate(jobOf({ u: 0 })), await evaluate(jobOf())];
    expect(none.outputs).not.toEqual(half.outputs);
  });

  test('reports progress and leaves no tensors', async () => {
    const done: number[] = [];
    const job = jobOf({ onProgress: (progress) => done.push(progress.done) });
    const before = tf.memory().numTensors;
    await evaluate(job);
    expect(done).toEqual([8, 16, 21]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('stops between two batches when aborted, leaving no tensors', async () => {
    const controller = new AbortController();
    const job = jobOf({ signal: controller.signal, onProgress: () => controller.abort() });
    const before = tf.memory().numTensors;
    await expect(evaluate(job)).rejects.toMatchObject({ name: 'AbortError' });
    expect(tf.memory().numTensors).toBe(before);
  });

  test('refuses outputs that are not finite', async () => {
    const job = jobOf();
    const broken = Object.entries(job.parameters).map(([name, t]) => [name, tf.mul(t, NaN)]);
    const parameters = Object.fromEntries(broken) as typeof job.parameters;
    await expect(evaluate({ ...job, parameters })).rejects.toThrowError(
      expect.objectContaining({ code: 'EVALUATION_NOT_FINITE' }),
    );
  });
});
