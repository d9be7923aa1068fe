import { expect, test } from 'vitest';
import { halfAsFloat } from './half.ts';
import { toFloat16 } from './to-float16.ts';

const halves = Array.from(halfAsFloat, (value, half) => ({ value, half }));
const finite = halves.filter(({ value }) => Number.isFinite(value));

test('every half comes back as it was', () => {
  const back = toFloat16(Float32Array.from(finite, ({ value }) => value));
  expect([...back]).toEqual(finite.map(({ half }) => half));
  expect([...toFloat16(Float32Array.of(Infinity, -Infinity, NaN))]).toEqual([
    0x7c00, 0xfc00, 0x7e00,
  ]);
});

test('between two halves the nearer one is taken, halfway the even one', () => {
  const positive = finite.filter(({ half }) => half < 0x7bff);
  const between = (share: number) =>
    Float32Array.from(positive, ({ value, half }) => {
      const next = halfAsFloat[half + 1] as number;
      return value + share * (next - value);
    });
  const lower = positive.map(({ half }) => half);
  const upper = lower.map((half) => half + 1);
  expect([...toFloat16(between(0.49))]).toEqual(lower);
  expect([...toFloat16(between(0.51))]).toEqual(upper);
  expect([...toFloat16(between(0.5))]).toEqual(lower.map((half) => half + (half % 2)));
});

test('what is too large becomes infinite, what is too small 0', () => {
  const [below, limit, tiny] = toFloat16(Float32Array.of(65519.996, -65520, 2 ** -25));
  expect([below, limit, tiny]).toEqual([0x7bff, 0xfc00, 0]);
});
