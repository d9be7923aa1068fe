import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensors } from './kernels/index.ts';
import { beforeAll, describe, expect } from 'vitest';
import { createAdapter, frozen, layerParameters } from './adapter.ts';
import { anyCase, build, configOf, methodNames, tidily } from './kit.methods.test.support.ts';
import { difference, normals, seeded, startTensorFlow } from './kit.test.support.ts';
import { weightFromMatrix, weightMatrix } from './layers.ts';
import { mergedMatrix } from './merge.ts';
import { rampAt } from './ramp.ts';
import { methods } from './registry.ts';
import type { Slot } from './slot.ts';

beforeAll(startTensorFlow);

const options = { numRuns: Number(process.env['SINGLORA_RUNS'] ?? 6) };

function naiveConvolution(x: tf.Tensor, filters: tf.Tensor): tf.Tensor {
  switch (filters.rank) {
    case 3:
      return tf.conv1d(x as tf.Tensor3D, filters as tf.Tensor3D, 1, 'valid');
    case 4:
      return tf.conv2d(x as tf.Tensor4D, filters as tf.Tensor4D, 1, 'valid');
    default:
      return tf.conv3d(x as tf.Tensor5D, filters as tf.Tensor5D, 1, 'valid');
  }
}

/** The layer by plain tfjs operations on a full-sized weight `[out, in]`. */
function naive(slot: Slot, matrix: tf.Tensor2D, x: tf.Tensor): tf.Tensor {
  const { inFeatures, outFeatures, kind, bias } = slot;
  if (kind === 'convolution') {
    const y = naiveConvolution(x, weightFromMatrix(slot, matrix));
    return bias ? tf.add(y, bias) : y;
  }
  const rows =
    kind === 'embedding'
      ? tf.gather(tf.eye(inFeatures), tf.reshape(x, [-1]) as tf.Tensor1D)
      : tf.reshape(x, [-1, inFeatures]);
  const y = tf.matMul(rows as tf.Tensor2D, matrix, false, true);
  const shape = kind === 'embedding' ? x.shape : x.shape.slice(0, -1);
  return tf.reshape(bias ? tf.add(y, bias) : y, [...shape, outFeatures]);
}

for (const method of methodNames) {
  describe(method, () => {
    test.prop([anyCase(method)], options)(
      'the factored layer is the layer of the merged weight',
      tidily((c) => {
        const { slot, adapter, parameters, x } = build(c);
        const u = tf.scalar(c.u);
        const merged = mergedMatrix(weightMatrix(slot), [adapter.update('layer', parameters, u)]);
        const y = adapter.apply(parameters, u)('layer', x);
        const expected = naive(slot, merged, x);
        expect(y.shape).toEqual(expected.shape);
        expect(difference(y, expected)).toBeLessThan(1e-4);
      }),
    );

    test.prop([anyCase(method, ['linear'])], options)(
      'the factors are made of what the sides name',
      tidily((c) => {
        const { adapter, parameters } = build(c);
        const { sides, factors } = methods.get(method)!;
        const layer = adapter.layers.get('layer')!;
        const values = layerParameters('layer', layer, { ...adapter.untrained, ...parameters });
        const made = factors(values, layer);
        for (const [name, value] of Object.entries(values)) {
          const doubled = factors({ ...values, [name]: tf.mul(value, 2) }, layer);
          for (const side of ['p', 'q'] as const) {
            const times = sides[side].filter((one) => one === name).length;
            expect(difference(doubled[side], tf.mul(made[side], 2 ** times))).toBeLessThan(1e-5);
          }
        }
        expect(made.magnitude).toBe(sides.magnitude && values[sides.magnitude]);
      }),
    );

    test.prop([anyCase(method)], options)(
      'a fresh adapter at the start of its ramp is the base model',
      tidily((c) => {
        const { slot, adapter, x } = build(c);
        const u = tf.scalar(rampAt(adapter.config, 0, 100));
        const y = adapter.apply(adapter.parameters, u)('layer', x);
        expect(difference(y, frozen([slot])('layer', x))).toBeLessThan(1e-5);
      }),
    );

    test.prop([anyCase(method, ['linear'])], options)(
      'the layouts of a weight give the same outputs and the same parameters',
      tidily((c) => {
        const { slot, adapter, parameters, x } = build(c);
        const { inFeatures, outFeatures } = slot;
        const transposed = tf.transpose(slot.weight);
        const others: Slot[] = [
          { ...slot, kind: 'conv1d', weight: transposed },
          {
            ...slot,
            kind: 'conv1x1',
            weight: tf.reshape(slot.weight, [outFeatures, inFeatures, 1, 1]),
          },
          {
            ...slot,
            kind: 'conv1x1',
            weight: tf.reshape(transposed, [1, 1, inFeatures, outFeatures]),
          },
        ];
        const on = (one: Slot) => createAdapter([one], configOf(c), seeded(1));
        const y = on(slot).apply(parameters, tf.scalar(c.u))('layer', x);
        for (const other of others) {
          const twin = on(other);
          expect(twin.groups).toEqual(adapter.groups);
          const z = twin.apply(parameters, tf.scalar(c.u))('layer', x);
          expect(difference(y, z)).toBeLessThan(1e-5);
        }
      }),
    );

    test.prop([anyCase(method)], options)(
      "gradients are those of tfjs's autodiff through the merged weight",
      tidily((c) => {
        const { slot, adapter, parameters, x } = build(c);
        const u = tf.scalar(c.u);
        const names = Object.keys(parameters);
        const lossOf = (run: (values: NamedTensors) => tf.Tensor) =>
          tf.grads((...tensors: tf.Tensor[]) =>
            tf.sum(tf.sin(run(Object.fromEntries(names.map((name, i) => [name, tensors[i]!]))))),
          )(Object.values(parameters));
        const factored = lossOf((values) => adapter.apply(values, u)('layer', x));
        const full = lossOf((values) =>
          naive(slot, mergedMatrix(weightMatrix(slot), [adapter.update('layer', values, u)]), x),
        );
        factored.forEach((gradient, i) => {
          const size = Math.max(1, tf.max(tf.abs(full[i]!)).dataSync()[0]!);
          expect(difference(gradient, full[i]!) / size).toBeLessThan(1e-4);
        });
      }),
    );

    test.prop([anyCase(method)], options)(
      'gradients are those of finite differences',
      tidily((c) => {
        const { adapter, parameters, x } = build(c);
        const u = tf.scalar(c.u);
        const loss = (values: NamedTensors): tf.Tensor =>
          tf.mean(tf.square(adapter.apply(values, u)('layer', x)));
        // The gradient treats DoRA's norm as a constant, so only the magnitude's gradient is the true slope.
        const held = adapter.update('layer', parameters, u).gain !== undefined;
        for (const [name, value] of Object.entries(parameters)) {
          if (held && !name.includes('magnitude')) continue;
          const direction = normals(seeded(c.seed), value.shape);
          const at = (h: number) =>
            loss({ ...parameters, [name]: tf.add(value, tf.mul(direction, h)) }).dataSync()[0]!;
          // The loss is a polynomial of degree 4 at most, for which five points give the slope exactly.
          const h = 0.05;
          const slope = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
          const gradient = tf.grad((v) => loss({ ...parameters, [name]: v }))(value);
          const along = tf.sum(tf.mul(gradient, direction)).dataSync()[0]!;
          const size = Math.max(1, Math.abs(slope), at(0));
          expect(Math.abs(along - slope) / size).toBeLessThan(1e-3);
        }
      }),
    );

    test.prop([anyCase(method), fc.integer()], options)(
      'the same random numbers give the same adapter, others another',
      tidily((c, seed) => {
        const { slot } = build(c);
        const of = (s: number) => createAdapter([slot], configOf(c), seeded(s)).parameters;
        const [one, same, other] = [of(seed), of(seed), of(seed + 1)];
        const differs = (a: NamedTensors, b: NamedTensors) =>
          Object.keys(a).some((name) => difference(a[name]!, b[name]!) > 0);
        expect(differs(one, same)).toBe(false);
        expect(differs(one, other)).toBe(true);
      }),
    );
  });
}
