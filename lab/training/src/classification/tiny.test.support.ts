import { createAdapter, parseAdapterConfig, type Adapter, type Slot } from '@singlora/core';
import { dropout, embedding } from '@singlora/core/kernels';
import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import type { Classifier } from './classifier.ts';
import type { TrainingConfig } from '../config.ts';
import type { Example } from './examples.ts';

const WIDTH = 12;
const VOCABULARY = 40;
const NUM_LABELS = 3;

export interface Tiny {
  model: Classifier;
  slots: readonly Slot[];
  adapter: Adapter;
}

/** A frozen random classifier, mean of embeddings → two dense layers → head, with an adapter. */
export function tiny(
  options: {
    method?: string;
    dropout?: number;
    outputs?: number;
    settings?: Record<string, unknown>;
  } = {},
): Tiny {
  const { method = 'lora', dropout: rate = 0, outputs = NUM_LABELS, settings = {} } = options;
  const random = randomStream(7, 'tiny');
  const normal = (...shape: number[]) => {
    const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () =>
      random.normal(),
    );
    return tf.tensor(
      values.map((value) => value / Math.sqrt(shape.at(-1)!)),
      shape,
    );
  };
  const linear = (name: string, outFeatures: number): Slot => ({
    name,
    kind: 'linear',
    inFeatures: WIDTH,
    outFeatures,
    weight: normal(outFeatures, WIDTH),
    bias: tf.zeros([outFeatures]) as tf.Tensor1D,
  });
  const slots = [
    linear('encoder.0.dense', WIDTH),
    linear('encoder.1.dense', WIDTH),
    linear('classifier', outputs),
  ];
  const table = tf.tidy(() => tf.mul(normal(VOCABULARY, WIDTH), 4)) as tf.Tensor2D;
  const types = normal(2, WIDTH) as tf.Tensor2D;
  const model: Classifier = {
    config: { numLabels: outputs, maxPositions: 64, hiddenSize: WIDTH, heads: 1 },
    slots,
    logits: (batch, { apply, seed }) =>
      tf.tidy(() => {
        const tokens = tf.add(
          embedding(table, batch.inputIds),
          embedding(types, batch.tokenTypeIds),
        );
        const mask = tf.expandDims(tf.cast(batch.attentionMask, 'float32'), 2);
        const mean = tf.div(tf.sum(tf.mul(tokens, mask), 1), tf.sum(mask, 1));
        const first = tf.tanh(apply('encoder.0.dense', mean));
        const hidden = tf.tanh(apply('encoder.1.dense', first));
        const kept = seed && rate > 0 ? dropout(hidden, rate, seed, 0) : hidden;
        return apply('classifier', kept) as tf.Tensor2D;
      }),
  };
  const config = parseAdapterConfig({
    method,
    r: 2,
    lora_alpha: 4,
    lora_dropout: rate,
    target_modules: ['dense'],
    modules_to_save: ['classifier'],
    ...settings,
  });
  return { model, slots, adapter: createAdapter(slots, config, randomStream(7, 'adapter')) };
}

/** Rows of random tokens whose class is that of their first token, modulo 3. */
export function tinyExamples(n: number, seed = 1): Example[] {
  const random = randomStream(seed, 'examples');
  return Array.from({ length: n }, () => {
    const length = 2 + random.integer(20);
    const label = random.integer(NUM_LABELS);
    const pool = VOCABULARY / NUM_LABELS - 1;
    const ids = Int32Array.from(
      { length },
      () => label + NUM_LABELS * random.integer(Math.floor(pool)),
    );
    return { ids, typeIds: ids.map((_, i) => Number(i > length / 2)), label };
  });
}

export function tinyConfig(changes: Partial<TrainingConfig> = {}): TrainingConfig {
  return {
    epochs: 2,
    batchSize: 8,
    optimiser: { learningRate: 0.02, betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.01 },
    schedule: 'linear',
    warmupSteps: 2,
    maxGradNorm: 1,
    seed: 3,
    ...changes,
  };
}
