import { createAdapter, frozen, parseAdapterConfig } from '@singlora/core';
import { lossAndGradients } from '@singlora/training';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { families } from './families.ts';

beforeAll(() => startBackend());

describe.each([...families.values()])('$name', (family) => {
  it('is the same for the same stream, another for another', () => {
    const loss = (seed: number) => {
      const model = family.build(32, randomStream(seed, 'model'));
      return model.loss(frozen(model.slots)).dataSync()[0];
    };
    expect(loss(1)).toBe(loss(1));
    expect(loss(1)).not.toBe(loss(2));
  });

  it('has gradients of every factor of its adapters, and frees all it made', () => {
    const before = tf.memory().numTensors;
    const model = family.build(32, randomStream(0, 'model'));
    const config = parseAdapterConfig({ method: 'singlora', target_modules: [...model.targets] });
    const adapter = createAdapter(model.slots, config, randomStream(0, 'adapter'));
    expect(Object.keys(adapter.parameters)).toHaveLength(model.targets.length);
    tf.tidy(() => {
      const lossOf = (values: tf.NamedTensorMap) => model.loss(adapter.apply(values, tf.scalar(1)));
      for (const gradient of Object.values(lossAndGradients(lossOf, adapter.parameters).gradients))
        expect(tf.max(tf.abs(gradient)).dataSync()[0]).toBeGreaterThan(0);
    });
    tf.dispose([adapter.parameters, { ...adapter.start }, ...model.tensors]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
