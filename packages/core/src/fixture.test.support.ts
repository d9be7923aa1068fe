import { readFileSync } from 'node:fs';
import { openSafetensors, toFloat32 } from './formats/index.ts';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { NamedTensors } from './kernels/index.ts';
import { adamW, lossAndGradients } from './adamw.test.support.ts';
import { createAdapter } from './adapter.ts';
import { seeded } from './kit.test.support.ts';
import { parseAdapterConfig } from './adapter-config.ts';
import type { Slot, SlotKind } from './slot.ts';

/** A layer with an adapter as PyTorch ran it; see tools/fixtures/core_methods.py. Arrays are flat, row-major. */
export interface FixtureCase {
  source: string;
  config: { method: string };
  kind: Exclude<SlotKind, 'convolution'>;
  in: number;
  out: number;
  u: number;
  weight: number[];
  bias?: number[];
  decay: Record<string, boolean>;
  initial: Record<string, number[]>;
  x: number[];
  target: number[];
  output: number[];
  gradients: Record<string, number[]>;
  losses: number[];
  final: Record<string, number[]>;
}

export interface Fixture {
  steps: number;
  learningRate: number;
  weightDecay: number;
  cases: FixtureCase[];
}

export const readFixture = (path: string | URL): Fixture =>
  JSON.parse(readFileSync(path, 'utf8')) as Fixture;

export const committedFixture = (): Fixture =>
  readFixture(new URL('./fixtures/methods.json', import.meta.url));

const tolerance = 1e-5;

function expectClose(what: string, found: tf.Tensor | number[], expected: readonly number[]): void {
  const values = Array.isArray(found) ? found : [...found.dataSync()];
  expect(values.length, what).toBe(expected.length);
  const furthest = Math.max(
    ...values.map(
      (value, i) => Math.abs(value - expected[i]!) / Math.max(1, Math.abs(expected[i]!)),
    ),
  );
  expect(furthest, what).toBeLessThan(tolerance);
}

/** Runs a case here and compares its output, gradients, losses and parameters after the last step. */
export function checkCase(c: FixtureCase, { steps, learningRate, weightDecay }: Fixture): void {
  const weightShape = {
    linear: [c.out, c.in],
    conv1d: [c.in, c.out],
    conv1x1: [c.out, c.in, 1, 1],
    embedding: [c.in, c.out],
  }[c.kind];
  const slot: Slot = {
    name: 'layer',
    kind: c.kind,
    inFeatures: c.in,
    outFeatures: c.out,
    weight: tf.tensor(c.weight, weightShape),
    ...(c.bias && { bias: tf.tensor1d(c.bias) }),
  };
  const config = parseAdapterConfig({ ...c.config, target_modules: ['layer'] });
  const adapter = createAdapter([slot], config, seeded(1));
  let parameters: NamedTensors = Object.fromEntries(
    Object.entries(adapter.parameters).map(([name, { shape }]) => [
      name,
      tf.tensor(c.initial[name.slice('layer.'.length)]!, shape),
    ]),
  );
  const x = c.kind === 'embedding' ? tf.tensor1d(c.x, 'int32') : tf.tensor2d(c.x, [6, c.in]);
  const u = tf.scalar(c.u);
  const run = (values: NamedTensors) => adapter.apply(values, u)('layer', x);
  const target = tf.tensor2d(c.target, [6, c.out]);
  const optimizer = adamW(learningRate, (name) =>
    adapter.groups[name]!.weightDecay ? weightDecay : 0,
  );
  expectClose('output', run(parameters), c.output);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { value, gradients } = lossAndGradients(
      (values) => tf.mean(tf.square(tf.sub(run(values), target))),
      parameters,
    );
    losses.push(value.dataSync()[0]!);
    if (step === 0) compare('gradient of', gradients, c.gradients);
    parameters = optimizer(parameters, gradients);
  }
  expectClose('losses', losses, c.losses);
  compare(`after ${steps} steps:`, parameters, c.final);
}

function compare(what: string, found: NamedTensors, expected: Record<string, number[]>): void {
  expect(Object.keys(found).length).toBe(Object.keys(expected).length);
  for (const [name, values] of Object.entries(expected)) {
    expectClose(`${what} ${name}`, found[`layer.${name}`]!, values);
  }
}

/** All tensors of a safetensors file. */
export async function tensorsOf(path: string): Promise<Map<string, tf.Tensor>> {
  const file = await openSafetensors(path);
  const tensors = new Map<string, tf.Tensor>();
  for (const name of file.names) {
    const view = await file.read(name);
    tensors.set(name, tf.tensor(toFloat32(view), [...view.shape]));
  }
  await file.close();
  return tensors;
}

const axesOf = (x: tf.Tensor) => [...x.shape.keys()].slice(2);

/** Filters of a checkpoint, `[out, channels, ...kernel]`, in tfjs's layout. */
export const asInTfjs = (filters: tf.Tensor): tf.Tensor =>
  tf.transpose(filters, [...axesOf(filters), 1, 0]);

export const channelsLast = (x: tf.Tensor): tf.Tensor => tf.transpose(x, [0, ...axesOf(x), 1]);
