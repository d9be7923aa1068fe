import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { expect, it } from 'vitest';

it('are registered by the package, so that tfjs-core and a backend suffice', async () => {
  expect(tf.getGradient('Mean')).toBeUndefined();
  const { createAdapter, parseAdapterConfig } = await import('../index.ts');
  await tf.setBackend('cpu');
  const weight = tf.ones<tf.Rank.R2>([3, 2]);
  const slot = { name: 'a', kind: 'linear', inFeatures: 2, outFeatures: 3, weight } as const;
  const config = parseAdapterConfig({ method: 'dora', r: 1, target_modules: ['a'] });
  const { apply, parameters } = createAdapter([slot], config, {
    uniform: () => 0.75,
    normal: () => 1,
  });
  const loss = (magnitude: tf.Tensor): tf.Scalar => {
    const layer = apply({ ...parameters, 'a.lora_magnitude_vector': magnitude }, tf.scalar(1));
    return tf.mean(tf.square(tf.relu(layer('a', tf.ones([1, 2])))));
  };
  // y = m · (1, 1)·(1, 1)/√2 = √2 m, so that the loss is mean(2 m²) and its gradient 4 m/3.
  const m = parameters['a.lora_magnitude_vector'] as tf.Tensor;
  const expected = tf.mul(m, 4 / 3).dataSync();
  tf.grad(loss)(m)
    .dataSync()
    .forEach((slope, i) => expect(slope).toBeCloseTo(expected[i]!, 5));
});
