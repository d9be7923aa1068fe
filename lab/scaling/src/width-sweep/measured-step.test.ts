import { createAdapter, methods } from '@singlora/core';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { twoLayerFamily } from '../models/two-layer.ts';
import {
  firstPasses,
  measureIndices as places,
  measuredStep,
  quantities,
  type SweepState,
} from './measured-step.ts';
import { initialOptimiserState, optimiserOf, scalarsOf } from '../training/optimisers.ts';
import { adapterConfigAt, variantOf, type SweptVariant } from '../methods/variants.ts';
import type { WidthModel } from '../models/width-model.ts';

const width = 12;

function adapterOf(model: WidthModel, variant: SweptVariant) {
  const context = { width, baseWidth: 8, rank: 3, alpha: 6, initExponent: null, ramp: 2 };
  const config = adapterConfigAt(variant, context, model.targets);
  return createAdapter(model.slots, config, randomStream(1, 'adapter'));
}

/** Core's own methods: other tests may have added some from files, whose start depends on more than their layer. */
const own = [...methods.values()].filter(({ summary }) => !summary.includes('declared in a file'));

describe.each(own.map(({ name }) => variantOf(name)))('a measured step of $name', (variant) => {
  beforeAll(() => startBackend());

  it.each(['gd', 'adam'])('by %s measures what the layer does before and after it', (name) => {
    const model = twoLayerFamily.build(width, randomStream(0, 'model'));
    const adapter = adapterOf(model, variant);
    const optimiser = optimiserOf(name);
    const live = tf.memory().numTensors;
    tf.tidy(() => {
      const [u, uNext] = [tf.scalar(0.5), tf.scalar(1)];
      const passes = firstPasses(model, adapter, u);
      const start = {
        ...initialOptimiserState(optimiser, adapter.parameters, adapter),
        passes,
      };
      const stepAt = (state: SweepState, t: number, ramp: tf.Scalar) =>
        measuredStep({ model, adapter, first: passes }, optimiser, state, scalarsOf(0.1, t), ramp);
      const first = stepAt(start, 1, u).state;
      const { state, measures: lossBefore } = stepAt(first, 2, u);
      const { measures } = stepAt(state, 3, uNext);
      const inputOf = () => {
        let input: tf.Tensor | undefined;
        model.loss((slot, x) => {
          input = x;
          return adapter.apply(first.parameters, u)(slot, x);
        });
        return input as tf.Tensor;
      };
      const x = inputOf();
      const before = adapter.apply(first.parameters, u)('hidden', x);
      const after = adapter.apply(state.parameters, uNext)('hidden', x);
      const rms = (tensor: tf.Tensor) => Math.sqrt(tf.mean(tf.square(tensor)).dataSync()[0]!);
      const measured = Object.fromEntries(
        quantities.map((quantity, i) => [quantity, Math.sqrt(measures.dataSync()[i]!)]),
      );
      expect(measured.deltaF).toBeCloseTo(rms(tf.sub(after, before)), 4);
      expect(measured.deltaF).toBeGreaterThan(1e-3);
      const untrained = adapter.apply(adapter.parameters, u)('hidden', x);
      expect(measured.totalF).toBeCloseTo(rms(tf.sub(after, untrained)), 4);
      expect(measured.totalF).not.toBeCloseTo(measured.deltaF!, 4);
      const { q } = adapter.update('hidden', first.parameters, u);
      expect(measured.Qx).toBeCloseTo(rms(tf.matMul(x as tf.Tensor2D, q)), 4);
      const loss = model.loss(adapter.apply(first.parameters, u)).dataSync()[0]!;
      expect(lossBefore.dataSync()[places.loss]).toBeCloseTo(loss, 5);
      const largest = tf.max(tf.abs(tf.sub(after, before))).dataSync()[0]!;
      expect(measures.dataSync()[places.largest]).toBeCloseTo(largest, 4);
    });
    expect(tf.memory().numTensors).toBe(live);
    tf.dispose([adapter.parameters, ...model.tensors]);
  });
});

it('the three parts of a step add up to the change of a plain update', async () => {
  await startBackend();
  // One output and one input: root mean squares are then absolute values.
  const slot = { name: 'one', kind: 'linear' as const, inFeatures: 1, outFeatures: 1 };
  const model: WidthModel = {
    slots: [{ ...slot, weight: tf.tensor2d([[2]]) }],
    targets: ['one'],
    loss: (apply) => tf.sum(apply('one', tf.tensor2d([[3]]))),
    tensors: [],
  };
  const config = {
    ...adapterConfigAt(
      variantOf('singlora'),
      { width: 1, baseWidth: 1, rank: 1, alpha: 1, initExponent: null, ramp: 0 },
      ['one'],
    ),
  };
  const adapter = createAdapter(model.slots, config, { uniform: () => 0.75, normal: () => 0 });
  const one = tf.scalar(1);
  const optimiser = optimiserOf('gd');
  const passes = firstPasses(model, adapter, one);
  const start = { ...initialOptimiserState(optimiser, adapter.parameters, adapter), passes };
  const subject = { model, adapter, first: passes };
  const { state } = measuredStep(subject, optimiser, start, scalarsOf(0.1, 1), one);
  const { measures } = measuredStep(subject, optimiser, state, scalarsOf(0.1, 2), one);
  // a = 1/2, f = (2 + a²) · 3, df/da = 6a = 3, so a becomes 1/5.
  expect(state.parameters['one.A']!.dataSync()[0]).toBeCloseTo(0.2, 6);
  const [A, deltaA, qx, delta1, delta2, delta3, deltaF] = [...measures.dataSync()].map(Math.sqrt);
  expect([A, deltaA, qx]).toEqual([0.5, 0.3, 1.5].map((value) => expect.closeTo(value, 5)));
  expect([delta1, delta2, delta3]).toEqual(
    [0.45, 0.45, 0.27].map((value) => expect.closeTo(value, 5)),
  );
  expect(deltaF).toBeCloseTo(0.63, 5);
});
