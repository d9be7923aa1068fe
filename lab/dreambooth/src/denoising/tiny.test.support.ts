import {
  createSequenceClassifier,
  createUNet,
  parseSchedulerConfig,
  type Prediction,
  type UNet,
} from '@singlora/models';
import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import type { DenoisingExample, DenoisingShape } from './example.ts';
import type { TextModel } from './token-states.ts';

export const tinyShape: DenoisingShape = { latents: [4, 6, 2], text: [3, 5] };

export const tinyConfig = {
  _class_name: 'UNet2DConditionModel',
  in_channels: 2,
  out_channels: 2,
  block_out_channels: [4, 8],
  layers_per_block: 1,
  down_block_types: ['CrossAttnDownBlock2D', 'DownBlock2D'],
  up_block_types: ['UpBlock2D', 'CrossAttnUpBlock2D'],
  cross_attention_dim: 5,
  norm_num_groups: 2,
  attention_head_dim: 2,
};

/** The settings of one level: its graph has half as many operations, and their first run takes most of the time. */
const oneLevel = {
  ...tinyConfig,
  block_out_channels: [4],
  down_block_types: ['CrossAttnDownBlock2D'],
  up_block_types: ['CrossAttnUpBlock2D'],
};

/** A denoiser with random weights. */
export function randomUNet(config: object = oneLevel): UNet {
  const random = randomStream(2, 'weights');
  return createUNet(config, (name, shape) => {
    const fan = shape.slice(1).reduce((a, b) => a * b, 1);
    const isNorm = /norm.*weight/.test(name);
    const scale = shape.length === 1 ? 0.2 : 1 / Math.sqrt(fan);
    const length = tf.util.sizeFromShape(shape);
    const values = Float32Array.from({ length }, () => Number(isNorm) + scale * random.normal());
    return tf.tensor(values, shape);
  });
}

/** A schedule from almost no noise to almost pure noise in 20 steps. */
export const scheduler = (prediction: Prediction) => {
  const json = {
    _class_name: 'DDIMScheduler',
    num_train_timesteps: 20,
    beta_start: 0.01,
    beta_end: 0.5,
    beta_schedule: 'scaled_linear',
    clip_sample: false,
    prediction_type: prediction,
  };
  return parseSchedulerConfig(Buffer.from(JSON.stringify(json)), 'The scheduler');
};

export function randomExamples(
  count: number,
  name: string,
  { latents, text } = tinyShape,
): DenoisingExample[] {
  const random = randomStream(4, name);
  const normals = (shape: readonly number[]) =>
    Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => random.normal());
  return Array.from({ length: count }, () => ({ latents: normals(latents), text: normals(text) }));
}

/** A BERT with random weights, whose hidden states have `size` values; `idsOf` is its tokenizer. */
export function randomTexts(size: number, idsOf: (text: string) => number[]) {
  const random = randomStream(1, 'weights');
  const config = {
    model_type: 'bert',
    vocab_size: 50,
    type_vocab_size: 2,
    max_position_embeddings: 16,
    hidden_size: size,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    intermediate_size: 16,
    hidden_act: 'gelu',
    hidden_dropout_prob: 0,
    attention_probs_dropout_prob: 0,
  };
  const model = createSequenceClassifier(config, {
    outputs: 1,
    weight: (_, shape) => {
      const length = tf.util.sizeFromShape(shape);
      const values = Float32Array.from({ length }, () => random.normal());
      return tf.tensor(values, shape);
    },
  });
  const tokenizer: TextModel['tokenizer'] = {
    padId: 0,
    encode(text, _pair, most) {
      const all = idsOf(text);
      const ids = Int32Array.from(all.slice(0, most));
      return Promise.resolve({ ids, typeIds: new Int32Array(ids.length), uncut: all.length });
    },
  };
  return { model, tokenizer };
}
