import { parseAdapterConfig, scaling } from '@singlora/core';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { familyOf } from '../models/families.ts';
import { weightGradients } from '../training/weight-gradients.ts';
import { declaredAdapter } from './declared-adapter.ts';
import { methodInFile } from './method-file.ts';
import { startedAdapter, type StartContext } from './started-adapter.ts';

const linearToyFamily = familyOf('linear-toy');

beforeAll(() => startBackend());

const width = 256;

const usual: Omit<StartContext, 'method' | 'declared'> = {
  width,
  baseWidth: 64,
  rank: 4,
  alpha: 4,
  ramp: 0,
  initExponent: null,
  growthExponent: null,
  start: 'own',
};

/** The adapter of a declared method on the toy of width 256, with base width 64. */
function adapterOf(...lines: readonly string[]) {
  const declared = methodInFile('declared', lines.join('\n'));
  const model = linearToyFamily.build(width, randomStream(0, 'model'));
  const context = { ...usual, method: declared.name, declared };
  return { model, adapter: startedAdapter(context, model, randomStream(1)) };
}

const rms = (tensor: tf.Tensor | undefined) =>
  tf.tidy(() => Math.sqrt(tf.mean(tf.square(tensor!)).dataSync()[0]!));

const near = (value: number) => expect.closeTo(value, 1 - Math.log10(value)) as number;

it('starts and learns by the powers of the width that the file says', () => {
  const { adapter } = adapterOf(
    "W + alpha/r * diag(c) * B * diag(d) * A'",
    'A = {exponent: -1, rate: 1/2}',
    'B = {exponent: 0}',
    'd = {start: ones}',
    'c = {start: zero, decays: false}',
  );
  const { parameters, groups } = adapter;
  expect(rms(parameters['layer.A'])).toEqual(near(1 / 32));
  expect(rms(parameters['layer.B'])).toEqual(near(1 / 8));
  expect([parameters['layer.d']!.shape, rms(parameters['layer.d'])]).toEqual([[4], 1]);
  expect([parameters['layer.c']!.shape, rms(parameters['layer.c'])]).toEqual([[width], 0]);
  expect(groups['layer.A']).toEqual({ lrScale: 2, weightDecay: true });
  expect(groups['layer.c']).toEqual({ lrScale: 1, weightDecay: false });
});

it('multiplies its factors entry by entry, and the update by its scale', () => {
  const { adapter } = adapterOf(
    "W + n^(-1) * alpha/r * diag(c) * B * diag(d) * A'",
    'A = {trained: false}',
  );
  expect(Object.keys(adapter.untrained)).toEqual(['layer.A']);
  const { p, q, scale } = adapter.update('layer', adapter.parameters, tf.scalar(1));
  expect(scale.dataSync()[0]).toBe(scaling({ r: 4, lora_alpha: 4, use_rslora: false }));
  const [B, c, d] = ['B', 'c', 'd'].map((name) => adapter.parameters[`layer.${name}`]!);
  const expected = tf.mul(tf.mul(tf.matMul(tf.diag(c!), B as tf.Tensor2D), d!), 64 / width);
  expect(tf.max(tf.abs(tf.sub(p, expected))).dataSync()[0]).toBeLessThan(1e-6);
  expect(q).toBe(adapter.untrained['layer.A']);
});

it('multiplies by a matrix between the two sides', () => {
  const { adapter } = adapterOf(
    "W + alpha/r * B * diag(d) * R * A'",
    'A = {trained: false}',
    'B = {trained: false}',
  );
  expect(Object.keys(adapter.parameters)).toEqual(['layer.d', 'layer.R']);
  const { p } = adapter.update('layer', adapter.parameters, tf.scalar(1));
  const [R, d] = ['R', 'd'].map((name) => adapter.parameters[`layer.${name}`]!);
  const expected = tf.matMul(tf.mul(adapter.untrained['layer.B']!, d!), R!);
  expect(tf.max(tf.abs(tf.sub(p, expected))).dataSync()[0]).toBeLessThan(1e-6);
});

it('starts along the gradient of the loss, downhill', () => {
  const { model, adapter } = adapterOf(
    "W + alpha/r * B * A'",
    'A = {start: gradient}',
    'B = {start: gradient, exponent: -1}',
  );
  expect(rms(adapter.parameters['layer.A'])).toEqual(near(1 / 16));
  expect(rms(adapter.parameters['layer.B'])).toEqual(near(1 / 32));
  const { p, q } = adapter.update('layer', adapter.parameters, tf.scalar(1));
  const gradient = weightGradients(model)['layer.weight']!;
  const update = tf.matMul(p, q, false, true);
  // A single sample's gradient has rank 1: the update is exactly antiparallel to it.
  const cosine = tf.div(
    tf.sum(tf.mul(update, gradient)),
    tf.mul(tf.norm(update), tf.norm(gradient)),
  );
  expect(cosine.dataSync()[0]).toBeCloseTo(-1, 4);
});

it('is refused where P and Q share a factor on a layer that is not square', () => {
  const shared = "W + alpha/r * A * A'";
  expect(adapterOf(shared).adapter.trainable).toBe(width * 4);
  const method = declaredAdapter(methodInFile('declared', shared));
  const layer = { kind: 'linear', inFeatures: 2, outFeatures: 3 } as const;
  expect(() => method.parameters(layer, parseAdapterConfig({ method: 'declared' }))).toThrow(
    /as many outputs as inputs, not 3 and 2/,
  );
});

it('has a ramp where its formula has u', () => {
  const settings = { method: 'ramped', ramp: { steps: 3 } };
  const method = (update: string) =>
    declaredAdapter(methodInFile('ramped', `W + ${update} * A * A'`));
  expect(method('alpha/r * u').schema.safeParse(settings).success).toBe(true);
  expect(method('alpha/r').schema.safeParse(settings).success).toBe(false);
});
