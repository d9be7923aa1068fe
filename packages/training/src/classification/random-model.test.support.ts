import { createAdapter, parseAdapterConfig, type Adapter } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
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
