import { createAdapter, parseAdapterConfig, type Adapter } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import { createSequenceClassifier, type SequenceClassifier } from '@singlora/models';
import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import type { StepNumbers } from '../advance.ts';
import { initialState, type TrainState } from '../state.ts';

export const someNumbers: StepNumbers = {
  learningRate: 0.01,
  u: 0.7,
  corrections: [0.1, 0.03],
  seeds: { dropout: [1, 2] },
};

/** The configurations of three families, each of two narrow layers with dropout. */
export const tinyBert = {
  model_type: 'bert',
  vocab_size: 50,
  type_vocab_size: 2,
  max_position_embeddings: 64,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 32,
  hidden_act: 'gelu',
  hidden_dropout_prob: 0.1,
  attention_probs_dropout_prob: 0.1,
};

export const tinyLlama = {
  model_type: 'llama',
  vocab_size: 50,
  max_position_embeddings: 64,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  head_dim: 6,
  intermediate_size: 32,
  hidden_act: 'silu',
  attention_dropout: 0.1,
  rms_norm_eps: 1e-5,
  initializer_range: 0.02,
};

export const tinyGpt2 = {
  model_type: 'gpt2',
  vocab_size: 50,
  n_positions: 64,
  n_embd: 16,
  n_layer: 2,
  n_head: 2,
  layer_norm_epsilon: 1e-5,
  initializer_range: 0.02,
};

export interface RandomModel {
  model: SequenceClassifier;
  adapter: Adapter;
  state: TrainState;
}

/** A classifier from a config.json's content with random weights, an adapter on it, and its state. */
export function randomModel(config: object, method: string, settings: object = {}): RandomModel {
  const random = randomStream(1, 'weights');
  const model = createSequenceClassifier(config, {
    outputs: 3,
    weight: (name, shape) => {
      const size = shape.reduce((a, b) => a * b);
      const isNorm = /norm.*weight/i.test(name);
      const values = Float32Array.from(
        { length: size },
        () => Number(isNorm) + 0.2 * random.normal(),
      );
      return tf.tensor(values, shape);
    },
  });
  const adapter = createAdapter(
    model.slots,
    parseAdapterConfig({ method, r: 2, lora_alpha: 4, lora_dropout: 0.2, ...settings }),
    randomStream(1, 'adapter'),
    { targetModules: model.defaultTargets, modulesToSave: model.modulesToSave },
  );
  // away from zero, where LoRA's B starts and blocks A's gradients
  const moved = Object.entries(adapter.parameters).map(([name, tensor]) => {
    const noise = Float32Array.from({ length: tensor.size }, () => 0.1 * random.normal());
    return [name, tf.add(tensor, tf.tensor(noise, tensor.shape))];
  });
  const parameters = Object.fromEntries(moved) as NamedTensors;
  return { model, adapter, state: { ...initialState(adapter), parameters } };
}
