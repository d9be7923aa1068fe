import { frozen } from '@singlora/core';
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

it('adapts query and value', () => {
  const { targets, tensors } = build(32);
  expect(targets).toEqual(
    [0, 1].flatMap((i) =>
      ['query', 'value'].map((name) => `bert.encoder.layer.${i}.attention.self.${name}`),
    ),
  );
  tf.dispose([...tensors]);
});
