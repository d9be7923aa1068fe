import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { createAdapter, packAdapter, parseAdapterConfig, unpackAdapter } from '@singlora/core';

/** Trains an adapter for a step, packs it, and unpacks it onto the layer again. */
export async function tryOut() {
  await tf.setBackend('cpu');
  const weight = tf.ones([3, 2]);
  const slots = [{ name: 'a', kind: 'linear', inFeatures: 2, outFeatures: 3, weight }];
  const config = parseAdapterConfig({ method: 'singlora', r: 1, target_modules: ['a'] });
  const adapter = createAdapter(slots, config, { uniform: Math.random, normal: Math.random });
  const a = tf.variable(adapter.parameters['a.A']);
  const output = () => adapter.apply({ 'a.A': a }, tf.scalar(1))('a', tf.ones([1, 2]));
  tf.train.sgd(0.01).minimize(() => tf.mean(tf.square(output())), false, [a]);
  const files = await packAdapter(adapter, { parameters: { 'a.A': a } });
  const { adapter: again } = await unpackAdapter(files, slots);
  const difference = tf.max(tf.abs(tf.sub(a, again.parameters['a.A']))).dataSync()[0];
  if (difference !== 0) throw new Error(`what is unpacked differs by ${difference}`);
  return { adapter, slots };
}
