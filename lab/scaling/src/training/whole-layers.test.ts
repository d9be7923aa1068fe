import { frozen } from '@singlora/core';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { familyOf } from '../models/families.ts';
import { wholeLayers } from './whole-layers.ts';

const residualMlpSpFamily = familyOf('residual-mlp-sp');
const transformerFamily = familyOf('transformer');

beforeAll(() => startBackend());

const one = () => tf.scalar(1);

it.each([residualMlpSpFamily, transformerFamily])(
  'runs $name as it is, and follows the values it is given',
  (family) => {
    const model = family.build(32, randomStream(0, 'whole'));
    const [target = ''] = model.targets;
    const whole = wholeLayers(model, [target]);
    expect(Object.keys(whole.parameters)).toEqual([`${target}.weight`]);
    const loss = (values = whole.parameters) =>
      model.loss(whole.apply(values, one())).dataSync()[0];
    expect(loss()).toBeCloseTo(model.loss(frozen(model.slots)).dataSync()[0] as number, 5);
    const zero = { [`${target}.weight`]: tf.zerosLike(whole.parameters[`${target}.weight`]!) };
    expect(loss(zero)).not.toBeCloseTo(loss() as number, 5);
  },
);

it('has gradients of the weights, and leaves the model its own', () => {
  const model = residualMlpSpFamily.build(16, randomStream(0, 'whole'));
  const names = model.slots.map(({ name }) => name);
  const whole = wholeLayers(model, names);
  const weights = Object.values(whole.parameters);
  const keys = Object.keys(whole.parameters);
  const gradients = tf.grads((...values: tf.Tensor[]) =>
    model.loss(whole.apply(Object.fromEntries(keys.map((key, i) => [key, values[i]!])), one())),
  )(weights);
  gradients.forEach((gradient, i) => {
    expect(gradient.shape).toEqual(weights[i]!.shape);
    expect(tf.max(tf.abs(gradient)).dataSync()[0]).toBeGreaterThan(0);
  });
  tf.dispose(whole.parameters);
  expect(model.slots.every(({ weight }) => !weight.isDisposed)).toBe(true);
});

it('gives each layer its own rate', () => {
  const model = residualMlpSpFamily.build(16, randomStream(0, 'whole'));
  const { groups } = wholeLayers(model, ['in', 'out'], ({ inFeatures }) => 1 / inFeatures);
  expect(groups['in.weight']?.lrScale).toBe(1 / 8);
  expect(groups['out.weight']?.lrScale).toBe(1 / 16);
});

it('names a slot that the model does not have', () => {
  const model = residualMlpSpFamily.build(16, randomStream(0, 'whole'));
  expect(() => wholeLayers(model, ['blocks.7'])).toThrow(
    'Unknown slot "blocks.7". Known: in, blocks.0, blocks.1, out.',
  );
});
