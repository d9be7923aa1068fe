import { createAdapter, frozen, parseAdapterConfig } from '@singlora/core';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { familyOf } from './families.ts';

const transformerFamily = familyOf('transformer');

beforeAll(() => startBackend());

const build = (width: number) => transformerFamily.build(width, randomStream(0, 'model'));

it('grows with its width, the head size fixed', () => {
  const model = build(64);
  const shapes = Object.fromEntries(model.slots.map(({ name, weight }) => [name, weight.shape]));
  expect(shapes['bert.encoder.layer.1.attention.self.query']).toEqual([64, 64]);
  expect(shapes['bert.encoder.layer.1.intermediate.dense']).toEqual([256, 64]);
  expect(shapes['classifier']).toEqual([2, 64]);
  tf.dispose([...model.tensors]);
});

it('has hidden coordinates of order 1 at any width', () => {
  for (const width of [32, 256]) {
    const model = build(width);
    const apply = frozen(model.slots);
    const sizes: number[] = [];
    model.loss((name, x) => {
      const y = apply(name, x);
      if (/(query|value|intermediate\.dense)$/.test(name)) {
        sizes.push(Math.sqrt(tf.mean(tf.square(y)).dataSync()[0] as number));
      }
      return y;
    });
    expect(sizes).toHaveLength(6);
    sizes.forEach((size) => {
      expect(size).toBeGreaterThan(0.7);
      expect(size).toBeLessThan(1.4);
    });
    tf.dispose([...model.tensors]);
  }
});

it('adapts query and value, with gradients of every factor', () => {
  const model = build(32);
  expect(model.targets).toEqual(
    [0, 1].flatMap((i) =>
      ['query', 'value'].map((name) => `bert.encoder.layer.${i}.attention.self.${name}`),
    ),
  );
  const config = parseAdapterConfig({ method: 'singlora', target_modules: [...model.targets] });
  const adapter = createAdapter(model.slots, config, randomStream(0, 'adapter'));
  const keys = Object.keys(adapter.parameters);
  expect(keys).toHaveLength(4);
  const gradients = tf.grads((...values: tf.Tensor[]) =>
    model.loss(
      adapter.apply(Object.fromEntries(keys.map((key, i) => [key, values[i]!])), tf.scalar(1)),
    ),
  )(Object.values(adapter.parameters));
  for (const gradient of gradients) {
    expect(tf.max(tf.abs(gradient)).dataSync()[0]).toBeGreaterThan(0);
  }
});

it('frees all it made', () => {
  const before = tf.memory().numTensors;
  const model = build(32);
  model.loss(frozen(model.slots)).dispose();
  tf.dispose([...model.tensors]);
  expect(tf.memory().numTensors).toBe(before);
});
