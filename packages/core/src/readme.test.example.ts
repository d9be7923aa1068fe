import * as tf from '@tensorflow/tfjs';
import { createAdapter, parseAdapterConfig, rampAt, type Slot } from '@singlora/core';

const up = tf.layers.dense({ inputShape: [4], units: 16, name: 'up' });
const model = tf.sequential({ layers: [up, tf.layers.dense({ units: 1, name: 'down' })] });
// A dense layer keeps its kernel as [in, out], like GPT-2's Conv1D.
const slots = model.layers.map((layer): Slot => {
  const [weight, bias] = layer.getWeights() as [tf.Tensor2D, tf.Tensor1D];
  const [inFeatures, outFeatures] = weight.shape;
  return { name: layer.name, kind: 'conv1d', inFeatures, outFeatures, weight, bias };
});
const config = parseAdapterConfig({ method: 'singlora', r: 2, target_modules: 'all-linear' });
const normal = () => tf.tidy(() => tf.randomNormal([1]).dataSync()[0] ?? 0);
export const adapter = createAdapter(slots, config, { uniform: Math.random, normal });

/** The model with the adapter, at a step of 100. */
export function run(x: tf.Tensor, parameters = adapter.parameters, step = 100): tf.Tensor {
  const apply = adapter.apply(parameters, tf.scalar(rampAt(config, step, 100)));
  return apply('down', tf.relu(apply('up', x)));
}
