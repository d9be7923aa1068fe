import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { linearToyFamily } from '../models/linear-toy.ts';
import { startedAdapter, type StartContext } from './started-adapter.ts';

beforeAll(() => startBackend());

const usual: StartContext = {
  width: 256,
  baseWidth: 64,
  rank: 4,
  alpha: 4,
  initExponent: null,
  growthExponent: null,
  ramp: 0,
  start: 'own',
};

/** Root mean squares of the first values, and the rates' factors, by the parameter's short name. */
function startOf(method: string, changes: Partial<StartContext>) {
  const model = linearToyFamily.build(256, randomStream(0, 'model'));
  const adapter = startedAdapter(method, { ...usual, ...changes }, model, randomStream(1));
  const sizes = Object.fromEntries(
    Object.entries(adapter.parameters).map(([name, value]) => [
      name.split('.')[1],
      tf.tidy(() => Math.sqrt(tf.mean(tf.square(value)).dataSync()[0]!)),
    ]),
  );
  const rates = Object.values(adapter.groups).map(({ lrScale }) => lrScale);
  tf.dispose(adapter.parameters);
  tf.dispose([...model.tensors]);
  return { sizes, rates };
}

/** To 5 %: of a thousand numbers. */
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

it('lets the two rates grow apart as asked', () => {
  expect(startOf('lora+', {}).rates).toEqual([1, 4]);
  expect(startOf('lora+', { growthExponent: 2 }).rates).toEqual([1, 16]);
});
