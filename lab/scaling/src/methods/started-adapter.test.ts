import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { familyOf } from '../models/families.ts';
import { startedAdapter, type StartContext } from './started-adapter.ts';

const linearToyFamily = familyOf('linear-toy');

beforeAll(() => startBackend());

const usual: Omit<StartContext, 'method'> = {
  declared: null,
  width: 256,
  baseWidth: 64,
  rank: 4,
  alpha: 4,
  initExponent: null,
  growthExponent: null,
  ramp: 0,
  start: 'own',
};

/** Root mean squares of the initial values, and the rates' factors, by the parameter's short name. */
function startOf(method: string, changes: Partial<StartContext>) {
  const model = linearToyFamily.build(256, randomStream(0, 'model'));
  const adapter = startedAdapter({ method, ...usual, ...changes }, model, randomStream(1));
  const sizes = Object.fromEntries(
    Object.entries(adapter.parameters).map(([name, value]) => [
      name.split('.')[1],
      tf.tidy(() => Math.sqrt(tf.mean(tf.square(value)).dataSync()[0]!)),
    ]),
  );
  const rates = Object.values(adapter.groups).map(({ lrScale }) => lrScale);
  const update = tf.tidy(() => {
    const { p, q, scale } = adapter.update('layer', adapter.parameters, tf.scalar(1));
    return tf.max(tf.abs(tf.mul(tf.matMul(p, q, false, true), scale))).dataSync()[0]!;
  });
  tf.dispose([adapter.parameters, adapter.start]);
  tf.dispose([...model.tensors]);
  return { sizes, rates, update };
}

/** Matches a value within 5 %, for statistics of a thousand values. */
const near = (value: number) => expect.closeTo(value, 1 - Math.log10(value)) as number;

it('starts LoRA’s A as n^γ, the same at the base width whatever γ', () => {
  expect(startOf('lora', { initExponent: 0 }).sizes).toEqual({ lora_A: near(1 / 8), lora_B: 0 });
  expect(startOf('lora', { initExponent: -1 }).sizes).toEqual({ lora_A: near(1 / 32), lora_B: 0 });
});

it('exchanges the random and the zero factor', () => {
  expect(startOf('lora', { start: 'swapped' }).sizes).toEqual({ lora_A: 0, lora_B: near(1 / 16) });
  expect(startOf('lora', { start: 'swapped', initExponent: 0 }).sizes).toEqual({
    lora_A: 0,
    lora_B: near(1 / 8),
  });
});

it('starts SymLoRA’s Λ at 1', () => {
  expect(startOf('symlora', { start: 'ones' }).sizes['lambda']).toBe(1);
});

it('starts all factors from the frozen weight with entries of n^−1/2, and takes what they make off it', () => {
  const start = 'principal';
  // The largest singular values of a random square matrix are just below 2.
  const half = near(Math.sqrt(1.9) / 16);
  const lora = startOf('lora', { start });
  expect(lora.sizes).toEqual({ lora_A: half, lora_B: half });
  // R has 1 on its diagonal, and entries n^−1/2 in the rest of a row.
  const { sizes } = startOf('lora', { start: 'qr' });
  expect(sizes).toEqual({ lora_A: near(Math.SQRT2 / 16), lora_B: near(1 / 16) });
  // The positive half of the symmetric part: σ/2 along (u + v)/√2.
  const own = startOf('singlora', { start });
  expect(own.sizes).toEqual({ A: near(Math.sqrt(1.9 / 2) / 16) });
  for (const { update } of [lora, own]) expect(update).toBeLessThan(1e-6);
  // The weight's directions keep their own size, whatever exponent random ones have.
  expect(startOf('lora', { start, initExponent: 0 })).toEqual(lora);
});

it('lets the two rates grow apart as asked', () => {
  expect(startOf('lora+', {}).rates).toEqual([1, 4]);
  expect(startOf('lora+', { growthExponent: 2 }).rates).toEqual([1, 16]);
});
