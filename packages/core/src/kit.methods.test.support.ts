import * as fc from 'fast-check';
import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensors } from './kernels/index.ts';
import { createAdapter, type Adapter } from './adapter.ts';
import { normals, seeded, slotOf } from './kit.test.support.ts';
import { methodOf, parseAdapterConfig } from './adapter-config.ts';
import { scaling } from './config.ts';
import type { AdapterArchive } from './files/archive.ts';
import { methods, type AdapterConfig } from './registry.ts';
import type { Slot, SlotKind } from './slot.ts';
import { configForLayer } from './targets.ts';

/** One layer with one adapter, of any method and shape, trained a little: no parameter is at its start. */
export interface Case {
  readonly method: string;
  readonly kind: SlotKind;
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly r: number;
  readonly alpha: number;
  readonly u: number;
  readonly rslora: boolean;
  readonly seed: number;
}

export const methodNames = [...methods.keys()];

/** Any layer that the method serves: square, in < out and in > out, of rank 1 to full. */
export function anyCase(method: string, kinds = methods.get(method)!.kinds): fc.Arbitrary<Case> {
  const size = fc.integer({ min: 1, max: 9 });
  return fc
    .record({
      method: fc.constant(method),
      kind: fc.constantFrom(...kinds),
      sizes: fc.oneof(
        fc.tuple(size, size),
        size.map((n) => [n, n] as const),
      ),
      rank: fc.double({ min: 0, max: 1, noNaN: true }),
      alpha: fc.integer({ min: 1, max: 4 }),
      u: fc.constantFrom(0, 0.25, 1),
      rslora: fc.boolean(),
      seed: fc.integer(),
    })
    .map(({ sizes: [inFeatures, outFeatures], rank, rslora, ...rest }) => ({
      ...rest,
      inFeatures,
      outFeatures,
      r: 1 + Math.round(rank * (Math.min(inFeatures, outFeatures) - 1)),
      rslora: rslora || method === 'rslora',
    }));
}

export function configOf({ method, r, alpha, rslora }: Case, extra: object = {}): AdapterConfig {
  return parseAdapterConfig({
    method,
    r,
    lora_alpha: alpha,
    use_rslora: rslora,
    target_modules: ['layer'],
    ...extra,
  });
}

/** A fresh adapter by a method's settings: on all of the layers, unless the settings name some. */
export function adapterOn(slots: readonly Slot[], settings: object, seed = 1): Adapter {
  const target_modules = slots.map(({ name }) => name);
  const config = parseAdapterConfig({ target_modules, ...settings });
  return createAdapter(slots, config, seeded(seed));
}

export interface Built {
  readonly slot: Slot;
  readonly adapter: Adapter;
  readonly parameters: NamedTensors;
  readonly x: tf.Tensor;
}

export function build(c: Case): Built {
  const random = seeded(c.seed);
  const slot = slotOf('layer', c.inFeatures, c.outFeatures, random, c.kind);
  const adapter = createAdapter([slot], configOf(c), random);
  return { slot, adapter, parameters: trainedALittle(adapter, c.seed), x: inputOf(slot, c.seed) };
}

export function trainedALittle(adapter: Adapter, seed: number): NamedTensors {
  const random = seeded(seed ^ 0x5eed);
  return Object.fromEntries(
    Object.entries(adapter.parameters).map(([name, tensor]) => [
      name,
      tf.add(tensor, normals(random, tensor.shape, 0.5)),
    ]),
  );
}

export function inputOf({ kind, inFeatures, kernel = [1, 1] }: Slot, seed: number): tf.Tensor {
  const random = seeded(seed ^ 0xf00d);
  if (kind === 'embedding') {
    const ids = Int32Array.from({ length: 6 }, () => Math.floor(random.uniform() * inFeatures));
    return tf.tensor(ids, [2, 3], 'int32');
  }
  if (kind === 'convolution') {
    const channels = inFeatures / tf.util.sizeFromShape([...kernel]);
    return normals(random, [2, ...[3, 4, 2].slice(0, kernel.length), channels]);
  }
  return normals(random, kind === 'conv1x1' ? [1, 2, 3, inFeatures] : [2, 3, inFeatures]);
}

/** Runs a check in a tidy, so that a property's many cases leak no tensors. */
export const tidily =
  <A extends unknown[]>(check: (...args: A) => void) =>
  (...args: A): void =>
    tf.tidy(() => check(...args));

/** An archive's updates by layer, `[out, in]`. */
export function updatesOf({ config, u, layers }: AdapterArchive): Map<string, tf.Tensor> {
  const entries = layers.map(({ name, layer, parameters }): [string, tf.Tensor] => {
    const own = configForLayer(config, name);
    const { p, q } = methodOf(own).factors(parameters, { layer, config: own });
    return [name, tf.mul(tf.matMul(p, q, false, true), u * scaling(own))];
  });
  return new Map(entries);
}
