import { createAdapter } from '@singlora/core';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { adapterConfigAt, variantOf } from '../methods/variants.ts';
import { fixedInput } from '../models/fixed-input.ts';
import type { WidthModel } from '../models/width-model.ts';
import { initialOptimiserState, optimiserOf, scalarsOf } from '../training/optimisers.ts';
import cases from './fixtures/steps.json' with { type: 'json' };
import { firstPasses, measureIndices, measuredStep, quantities } from './measured-step.ts';

const [samples, rank] = [3, 2];

beforeAll(() => startBackend());

/** The matrix `[rows, columns]` of sines that `tools/reference/width_sweep.py` makes. */
function sines(start: number, rows: number, columns: number, factor = 1): tf.Tensor2D {
  const at = (i: number, j: number) => factor * Math.sin(start + 1.7 * i + 0.9 * j + 0.3 * i * j);
  return tf.tensor2d(
    Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => at(i, j))),
  );
}

function modelOf(out: number, inputs: number): WidthModel {
  const [x, y] = [sines(2, samples, inputs), sines(3, samples, out)];
  return {
    ...fixedInput('layer', sines(1, out, inputs, 0.5), x),
    targets: ['layer'],
    loss: (apply) =>
      tf.mul(tf.sum(tf.square(tf.sub(apply('layer', x), y))), tf.scalar(0.5 / samples)),
  };
}

it.each(cases)('as NumPy: $method on $shape by $optimiser, alpha $alpha', (one) => {
  const [out, inputs] = one.shape as [number, number];
  const isOne = one.method === 'singlora';
  const rows = tf.tidy(() => {
    const model = modelOf(out, inputs);
    const context = { width: inputs, baseWidth: inputs, rank, alpha: one.alpha };
    const own = adapterConfigAt(
      variantOf(one.method),
      { ...context, initExponent: null, ramp: 0 },
      model.targets,
    );
    const parameters: tf.NamedTensorMap = isOne
      ? { 'layer.A': sines(4, Math.max(out, inputs), rank, 0.5) }
      : { 'layer.lora_A': sines(4, rank, inputs, 0.5), 'layer.lora_B': sines(5, out, rank, 0.5) };
    const adapter = { ...createAdapter(model.slots, own, randomStream(0, 'adapter')), parameters };
    const optimiser = optimiserOf(one.optimiser);
    const u = tf.scalar(1);
    const first = firstPasses(model, adapter, u);
    let state = { ...initialOptimiserState(optimiser, parameters, adapter), passes: first };
    return [...one.steps, undefined].map((_, i) => {
      const scalars = scalarsOf(one.rate, i + 1, optimiser);
      const next = measuredStep({ model, adapter, first }, optimiser, state, scalars, u);
      state = next.state;
      return [...next.measures.dataSync()];
    });
  });
  for (const [i, { loss, largest, ...expected }] of one.steps.entries()) {
    const [before, after] = [rows[i]!, rows[i + 1]!];
    expect(before[measureIndices.loss]! / loss).toBeCloseTo(1, 4);
    expect(after[measureIndices.largest]! / largest).toBeCloseTo(1, 4);
    for (const [place, quantity] of quantities.entries())
      expect(Math.sqrt(after[place]!) / expected[quantity], quantity).toBeCloseTo(1, 4);
  }
});
