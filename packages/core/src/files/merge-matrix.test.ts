import { fromFloat32, toFloat32, type Dtype } from '../formats/bytes.ts';
import { expect, it } from 'vitest';
import { seeded } from '../kit.test.support.ts';
import { inFours } from './add-low-rank.mjs';
import { mergeMatrix } from './merge-matrix.ts';

// More values than one block holds, in sizes that blocks do not divide.
const [rows, columns, rank, scale] = [5201, 203, 3, 0.5];
const random = seeded(1);
const numbers = (count: number) => Float32Array.from({ length: count }, random.normal);
const [p, q] = [numbers(rows * rank), numbers(columns * rank)];
const weight = numbers(rows * columns);
const sums = weight.map((value, at) => {
  const [row, column] = [Math.floor(at / columns), at % columns];
  for (let k = 0; k < rank; k++) value += scale * p[row * rank + k]! * q[column * rank + k]!;
  return value;
});

async function merged(
  dtype: Dtype,
  isOutIn: boolean,
  magnitude?: Float32Array,
): Promise<Float32Array> {
  const factors = { p: Float64Array.from(p), q: inFours(q, rank), columns, rank, scale };
  const bytes = fromFloat32(weight, dtype);
  const matrix = { dtype, shape: [rows, columns], bytes };
  await mergeMatrix({ ...factors, name: 'layer', isOutIn, magnitude }, matrix, matrix);
  return toFloat32(matrix);
}

const furthest = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

it('adds an update to a matrix of any size', async () => {
  expect(furthest(await merged('F32', true), sums)).toBeLessThan(1e-5);
  expect(furthest(await merged('BF16', true), sums)).toBeLessThan(0.07);
});

it.each([true, false])(
  'gives the norms of the outputs, whichever way it lies: %s',
  async (isOutIn) => {
    const magnitude = numbers(isOutIn ? rows : columns);
    const found = await merged('F32', isOutIn, magnitude);
    const norms = new Float64Array(magnitude.length);
    const outputOf = (at: number) => (isOutIn ? Math.floor(at / columns) : at % columns);
    sums.forEach((value, at) => (norms[outputOf(at)]! += value * value));
    const expected = sums.map(
      (value, at) => (value * magnitude[outputOf(at)]!) / Math.sqrt(norms[outputOf(at)]!),
    );
    expect(furthest(found, expected)).toBeLessThan(1e-5);
  },
);

it('names the layer where the result is not finite', async () => {
  const magnitude = new Float32Array(rows).fill(Infinity);
  await expect(merged('F32', true, magnitude)).rejects.toThrow(/layer/);
});

it('refuses numbers that are too large for the type of the matrix', async () => {
  const magnitude = new Float32Array(rows).fill(1e7);
  await expect(merged('F16', true, magnitude)).rejects.toThrow(/NaN or infinity into layer/);
  expect((await merged('BF16', true, magnitude)).every(Number.isFinite)).toBe(true);
});
