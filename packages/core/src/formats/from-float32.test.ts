import { expect, test } from 'vitest';
import { toFloat32, type Dtype } from './dtype.ts';
import { areFinite, fromFloat32, toFloat16 } from './from-float32.ts';
import { halfAsFloat } from './half.ts';

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

/** The values as read back after they are written in a type. */
function written(dtype: Dtype, values: Float32Array): Float32Array {
  const { buffer, byteOffset, byteLength } = fromFloat32(values, dtype);
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return toFloat32({ dtype, shape: [values.length], bytes });
}

test('every bfloat16 comes back as it was', () => {
  const bits = Uint32Array.from({ length: 0x10000 }, (_, upper) => upper << 16);
  const values = new Float32Array(bits.buffer);
  expect(written('BF16', values)).toEqual(values);
});

test('bfloat16 takes the nearer one, halfway the even one, and keeps what is not finite', () => {
  const given = [1 + 2 ** -8, 1 + 3 * 2 ** -8, 1 + 2 ** -8 + 2 ** -20, -Infinity, NaN];
  const expected = [1, 1 + 2 ** -6, 1 + 2 ** -7, -Infinity, NaN];
  expect([...written('BF16', Float32Array.from(given))]).toEqual(expected);
});

test.each<Dtype>(['F32', 'F16', 'BF16', 'F64'])(
  'what becomes infinite is known before: %s',
  (dtype) => {
    const sizes = [0, 65519.996, 65520, 3.3961e38, 3.3962e38, 3.4e38, Infinity, NaN];
    for (const size of sizes.flatMap((one) => [one, -one])) {
      const value = Float32Array.of(size);
      expect([size, areFinite(value, dtype)]).toEqual([
        size,
        written(dtype, value).every(Number.isFinite),
      ]);
    }
  },
);

test('float32 and float64 hold every number', () => {
  const values = Float32Array.of(0.1, -3e38, NaN);
  expect(written('F32', values)).toEqual(values);
  expect(written('F64', values)).toEqual(values);
});

test('names a type that takes no floats', () => {
  expect(() => fromFloat32(new Float32Array(2), 'I32')).toThrow(/cannot be written as I32/);
});
