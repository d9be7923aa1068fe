import { fc, test } from '@fast-check/vitest';
import { parseAdapterConfig, spectrum } from '@singlora/core';
import { randomStream, type RandomStream } from '@singlora/runtime';
import { describe, expect, it } from 'vitest';
import { orthonormal } from '../models/random-matrices.ts';
import { isLowRank, leastError, leftOver, type MatrixSpectrum } from './least-error.ts';

type Rows = number[][];

const grid = (n: number, value: (i: number, j: number) => number): Rows =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => value(i, j)));
const squares = (m: Rows) => m.flat().reduce((sum, value) => sum + value ** 2, 0);
const minus = (a: Rows, b: Rows) => a.map((row, i) => row.map((value, j) => value - b[i]![j]!));
/** Σ weightₖ pₖ qₖᵀ over the columns. */
const update = (p: Rows, q: Rows, weights: number[]) =>
  grid(p.length, (i, j) => weights.reduce((sum, w, k) => sum + w * p[i]![k]! * q[j]![k]!, 0));

/** A matrix with known eigenvectors of its symmetric part, its spectrum, and those. */
function drawn(n: number, random: RandomStream) {
  const eigenvalues = Array.from({ length: n }, () => random.normal());
  const vectors = orthonormal(random, n, n);
  const skew = grid(n, () => random.normal());
  const symmetric = update(vectors, vectors, eigenvalues);
  const antisymmetric = grid(n, (i, j) => (skew[i]![j]! - skew[j]![i]!) / 2);
  const m = grid(n, (i, j) => symmetric[i]![j]! + antisymmetric[i]![j]!);
  const flat = (rows: Rows) => ({ rows: n, cols: n, data: Float64Array.from(rows.flat()) });
  const { singularValues } = spectrum(flat(m), flat(grid(n, (i, j) => (i === j ? 1 : 0))), 1);
  const known: MatrixSpectrum = {
    singularValues,
    eigenvalues,
    antisymmetric: squares(antisymmetric),
  };
  return { m, vectors, known };
}

/** The signs of a method's directions, drawn where they are free; null where P and Q are. */
const methods = {
  lora: null,
  singlora: (r: number) => Array.from({ length: r }, () => 1),
  'signed-singlora': (r: number) =>
    Array.from({ length: r }, (_, k) => (k < r - Math.floor(r / 2) ? 1 : -1)),
  symlora: (r: number, random: RandomStream) => Array.from({ length: r }, () => random.normal()),
} as const;

const size = fc.integer({ min: 1, max: 5 });
const configOf = (method: string, r: number) => parseAdapterConfig({ method, r });

describe.each(Object.entries(methods))('%s', (method, signsOf) => {
  test.prop([size, size, fc.nat()])('no update of its kind comes nearer', (n, r, seed) => {
    const random = randomStream(seed, method);
    const { m, known } = drawn(n, random);
    const least = leastError(known, configOf(method, r))!;
    const factor = () =>
      Array.from({ length: n }, () => Array.from({ length: r }, () => random.normal()));
    for (let k = 0; k < 30; k++) {
      const p = factor();
      const signs = signsOf?.(r, random) ?? Array.from({ length: r }, () => 1);
      const direction = update(p, signsOf ? p : factor(), signs);
      // The best length of this direction; any length from 0 is possible.
      const inner = m.flat().reduce((sum, value, i) => sum + value * direction.flat()[i]!, 0);
      const length = Math.max(0, inner / squares(direction));
      const error = squares(
        minus(
          m,
          direction.map((row) => row.map((v) => v * length)),
        ),
      );
      expect(error).toBeGreaterThanOrEqual(least - 1e-9);
    }
  });
});

describe('the least error is attained', () => {
  test.prop([size, size, fc.nat()])(
    'by the eigenvalues that a symmetric method takes',
    (n, r, seed) => {
      const { m, vectors, known } = drawn(n, randomStream(seed, 'attained'));
      const taken = (keep: (value: number, place: number) => boolean) => {
        const order = [...known.eigenvalues].sort((a, b) => b - a);
        return known.eigenvalues.map((value) => (keep(value, order.indexOf(value)) ? value : 0));
      };
      const up = (value: number, place: number, count: number) => value > 0 && place < count;
      const down = (value: number, place: number, count: number) => value < 0 && n - place <= count;
      const half = Math.floor(r / 2);
      const best = {
        singlora: taken((value, place) => up(value, place, r)),
        'signed-singlora': taken((v, place) => up(v, place, r - half) || down(v, place, half)),
      };
      for (const [method, values] of Object.entries(best)) {
        const error = squares(minus(m, update(vectors, vectors, values)));
        expect(error).toBeCloseTo(leastError(known, configOf(method, r))!, 9);
      }
    },
  );

  it('by the full rank of a method that has every sign', () => {
    const { known } = drawn(4, randomStream(0, 'full'));
    expect(leastError(known, configOf('lora', 4))).toBeCloseTo(0, 9);
    expect(leastError(known, configOf('symlora', 4))).toBe(known.antisymmetric);
    expect(leastError(known, configOf('signed-singlora', 8))).toBe(known.antisymmetric);
  });
});

it('is not known of a method with a magnitude', () => {
  const { known } = drawn(3, randomStream(0, 'dora'));
  for (const method of ['dora', 'singlora-dora']) {
    expect(leastError(known, configOf(method, 2))).toBeNull();
    expect(isLowRank(configOf(method, 2))).toBe(false);
  }
  expect(isLowRank(configOf('symlora', 2))).toBe(true);
});

it('counts the largest by size, whatever their sign', () => {
  expect(leftOver([1, -3, 2], 1)).toBe(5);
  expect(leftOver([1, -3, 2], 5)).toBe(0);
});
