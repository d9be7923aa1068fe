import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, vi } from 'vitest';

const backends: Record<string, () => Promise<unknown>> = {
  tensorflow: () => import('@tensorflow/tfjs-node-gpu'),
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
  wasm: async () => {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(`${dirname(entry)}/`);
  },
};

/** Whether each backend can be loaded. */
export const available = new Map<string, boolean>();
for (const [name, load] of Object.entries(backends)) {
  available.set(
    name,
    await load().then(
      () => true,
      () => false,
    ),
  );
}

/** Each backend, and TensorFlow's without this package's own operations. */
const variants = [
  { name: 'tensorflow', backend: 'tensorflow', fused: '1' },
  { name: 'tensorflow, composed', backend: 'tensorflow', fused: '0' },
  { name: 'cpu', backend: 'cpu', fused: '0' },
];
/** A backend with few operations, and slow to start: for tests of missing operations. */
const wasm = { name: 'wasm', backend: 'wasm', fused: '0' };

/** Defines the tests once for each backend; those of one that cannot be loaded show as skipped. */
export function onEachBackend(name: string, tests: () => void, { onWasm = false } = {}): void {
  for (const variant of onWasm ? [...variants, wasm] : variants) {
    describe.skipIf(!available.get(variant.backend))(`${name} (${variant.name})`, () => {
      beforeAll(async () => {
        vi.stubEnv('SINGLORA_FUSED', variant.fused);
        await tf.setBackend(variant.backend);
      });
      afterAll(() => void vi.unstubAllEnvs());
      tests();
    });
  }
}

/** A reproducible tensor of standard normal numbers. */
export function normal<R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number): tf.Tensor<R> {
  return tf.randomNormal(shape, 0, 1, 'float32', seed);
}

/** Fails unless two tensors have the same shape and values within `tolerance` of each other's largest. */
export function expectClose(actual: tf.Tensor, expected: tf.Tensor, tolerance = 2e-5): void {
  expect(actual.shape).toEqual(expected.shape);
  tf.tidy(() => {
    const largest = Math.max(1, number(tf.max(tf.abs(expected))));
    const error = number(tf.max(tf.abs(tf.sub(actual, expected)))) / largest;
    expect(error).toBeLessThan(tolerance);
  });
}

type Operation<Inputs extends tf.Tensor[]> = (...inputs: Inputs) => tf.Tensor;

/**
 * Checks an operation against a naive composition of tfjs operations: its value, and the gradient
 * of each input against tfjs's own and against central differences. Also that no tensor is left.
 */
export function expectSameAs<Inputs extends tf.Tensor[]>(
  naive: Operation<Inputs>,
  operation: Operation<Inputs>,
  inputs: [...Inputs],
): void {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const value = naive(...inputs);
    expectClose(operation(...inputs), value);
    const dy = normal(value.shape as [number], 99);
    const expected = tf.grads(naive as Operation<tf.Tensor[]>)(inputs, dy);
    const together = tf.grads(operation as Operation<tf.Tensor[]>)(inputs, dy);
    inputs.forEach((input, i) => {
      const [want, got] = [expected[i], together[i]];
      if (!want || !got) throw new Error(`no gradient of input ${i}`);
      expectClose(got, want);
      // Each gradient is also computed alone, and has to be the same.
      const ofOne = (x: tf.Tensor): tf.Tensor =>
        operation(...(inputs.map((t, j) => (j === i ? x : t)) as Inputs));
      expectClose(tf.grad(ofOne)(input, dy), want);
      expectSlope(ofOne, input, dy, got, i);
    });
  });
  expect(tf.memory().numTensors).toBe(before);
}

/** Along a random direction d: ⟨dy, f(x + εd) − f(x − εd)⟩ / 2ε = ⟨gradient, d⟩. */
function expectSlope(
  f: (x: tf.Tensor) => tf.Tensor,
  x: tf.Tensor,
  dy: tf.Tensor,
  gradient: tf.Tensor,
  seed: number,
): void {
  const epsilon = 1e-2;
  const direction = normal(x.shape as [number], 200 + seed);
  const along = (by: number): tf.Tensor => f(tf.add(x, tf.mul(direction, by)));
  const dot = (a: tf.Tensor, b: tf.Tensor): number => number(tf.sum(tf.mul(a, b)));
  const measured = dot(dy, tf.sub(along(epsilon), along(-epsilon))) / (2 * epsilon);
  const predicted = dot(gradient, direction);
  const size = Math.max(1, Math.sqrt(dot(gradient, gradient) * dot(direction, direction)));
  expect(Math.abs(measured - predicted) / size).toBeLessThan(5e-3);
}

/** The value of a scalar. */
export function number(scalar: tf.Tensor): number {
  return scalar.dataSync()[0] ?? NaN;
}
