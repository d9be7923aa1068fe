import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { train } from '../train.ts';
import { computePrefix } from './compute-prefix.ts';
import { evaluate } from './evaluate.ts';
import { classification } from './objective.ts';
import type { Prefix } from './prefix.ts';
import { randomModel, tinyBert, tinyLlama } from './random-model.test.support.ts';
import { sequenceClassification } from './task.ts';
import { tinyConfig, tinyExamples } from './tiny.test.support.ts';

const withoutDropout = { hidden_dropout_prob: 0, attention_probs_dropout_prob: 0 };
const encoder = { ...tinyBert, ...withoutDropout, num_hidden_layers: 3 };
const decoder = { ...tinyLlama, attention_dropout: 0, num_hidden_layers: 3 };

const examples = tinyExamples(40);

/** Kept in memory, in full precision. */
async function prefixOf(job: Parameters<typeof computePrefix>[0]): Promise<Prefix> {
  const kept: Float32Array[] = [];
  for await (const states of computePrefix(job)) kept.push(states);
  return {
    layer: job.layer,
    width: 16,
    read: (example, states) => states.set(kept[example] ?? []),
  };
}

beforeAll(() => startBackend());

describe.each([encoder, decoder])('the prefix of a $model_type', (config) => {
  it('has the states of each example, whatever its batch', async () => {
    const { model } = randomModel(config, 'lora');
    const done: number[] = [];
    const job = {
      model,
      layer: 2,
      examples,
      onProgress: (at: { done: number }) => done.push(at.done),
    };
    let row = 0;
    for await (const states of computePrefix(job)) {
      const example = examples[row++]!;
      const length = example.ids.length;
      expect(states).toHaveLength(length * 16);
      if (row % 5 > 0) continue;
      const alone = computePrefix({ model, layer: 2, examples: [example] });
      const own = (await alone.next()).value as Float32Array;
      states.forEach((state, i) => expect(state).toBeCloseTo(own[i]!, 5));
    }
    expect(row).toBe(40);
    expect(done).toEqual(examples.map((_, i) => i + 1));
  });

  it('gives the run that computes it in every step, within rounding', async () => {
    const { model, adapter } = randomModel(config, 'singlora', {
      layers_to_transform: [1, 2],
      lora_dropout: 0,
    });
    const prefix = await prefixOf({ model, layer: 1, examples });
    const run = async (kept?: Prefix) => {
      const setting = { model, objective: classification, prefix: kept };
      const losses: number[] = [];
      const task = sequenceClassification({ ...setting, train: examples });
      const trained = await train({
        task,
        trainable: adapter,
        config: tinyConfig({
          optimiser: { learningRate: 0.01, betas: [0.9, 0.999], epsilon: 1e-3, weightDecay: 0 },
        }),
        onStep: ({ loss }) => void losses.push(loss),
      });
      const { parameters } = trained.state;
      const scored = { ...setting, trainable: adapter, parameters, u: 1, examples, batchSize: 8 };
      const { outputs } = await evaluate(scored);
      return { losses, outputs, fingerprint: task.fingerprint() };
    };
    const [whole, rest] = [await run(), await run(prefix)];
    expect(whole.losses).toHaveLength(10);
    whole.losses.forEach((loss, step) => expect(rest.losses[step]).toBeCloseTo(loss, 4));
    whole.outputs.forEach((output, i) => expect(rest.outputs[i]).toBeCloseTo(output, 3));
    expect(rest.fingerprint).not.toBe(whole.fingerprint);
    // The prefix is used: other states give other losses.
    const zeros = await run({ ...prefix, read: () => undefined });
    expect(zeros.losses[0]).not.toBeCloseTo(whole.losses[0]!, 3);
  });

  it('leaves no tensors, and stops when it is told to', async () => {
    const { model } = randomModel(config, 'lora');
    const before = tf.memory().numTensors;
    const stop = new AbortController();
    const stopped = (async () => {
      await computePrefix({ model, layer: 1, examples, signal: stop.signal }).next();
    })();
    stop.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
    await prefixOf({ model, layer: 1, examples });
    expect(tf.memory().numTensors).toBe(before);
  });
});
