import { readFileSync } from 'node:fs';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { seeded } from './kit.test.support.ts';
import {
  at,
  basis,
  addScaled,
  eigen,
  matrix,
  multiply,
  norm,
  transpose,
} from './linear-algebra.ts';
import { nearestSinglora } from './nearest.ts';
import { spectrum } from './spectrum.ts';

const size = fc.integer({ min: 1, max: 8 });
const seed = fc.integer();
const random = (rows: number, cols: number, s: number) => {
  const { normal } = seeded(s);
  return matrix(rows, cols, () => normal());
};
const identity = (n: number) => matrix(n, n, (i, j) => (i === j ? 1 : 0));
const far = (a: ReturnType<typeof matrix>, b: ReturnType<typeof matrix>) =>
  norm(addScaled(a, b, -1));

describe('eigen', () => {
  test.prop([size, seed])('V diag(λ) Vᵀ is the matrix, V orthogonal, λ falling', (n, s) => {
    const half = random(n, n, s);
    const a = addScaled(half, transpose(half), 1);
    const { values, vectors } = eigen(a);
    const diagonal = matrix(n, n, (i, j) => (i === j ? values[i]! : 0));
    expect(far(multiply(multiply(vectors, diagonal), transpose(vectors)), a)).toBeLessThan(1e-10);
    expect(far(multiply(transpose(vectors), vectors), identity(n))).toBeLessThan(1e-10);
    expect(values).toEqual([...values].sort((x, y) => y - x));
  });
});

describe('basis', () => {
  test.prop([size, size, size, seed])('is orthonormal and spans the columns', (n, k, r, s) => {
    const m = multiply(random(n, r, s), random(r, k, s + 1));
    const b = basis(n, m);
    expect(b.cols).toBe(Math.min(n, k, r));
    expect(far(multiply(transpose(b), b), identity(b.cols))).toBeLessThan(1e-9);
    expect(far(multiply(b, multiply(transpose(b), m)), m)).toBeLessThan(1e-9 * (1 + norm(m)));
  });
});

describe('spectrum', () => {
  it('measures a known update', () => {
    const p = matrix(3, 2, (i, j) => (i === j ? 1 : 0));
    const found = spectrum(
      p,
      matrix(3, 2, (i, j) => (i === j ? (j === 0 ? 3 : -1) : 0)),
      2,
    );
    expect(found.singularValues).toEqual([6, 2]);
    expect(found.norm).toBeCloseTo(Math.hypot(6, 2));
    expect(found.effectiveRank).toBeCloseTo(
      Math.exp(-(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25))),
    );
    expect([found.symmetry, found.definiteness]).toEqual([1, 0.5]);
    const turn = spectrum(
      identity(2),
      matrix(2, 2, (i, j) => i - j),
      1,
    );
    expect(turn.symmetry).toBe(0);
    expect(
      spectrum(
        matrix(3, 1, () => 1),
        matrix(2, 1, () => 1),
        1,
      ).symmetry,
    ).toBeUndefined();
    expect(
      spectrum(
        matrix(2, 1, () => 0),
        matrix(2, 1, () => 1),
        1,
      ).effectiveRank,
    ).toBe(0);
  });
});

describe('nearestSinglora', () => {
  it.each([1e-30, 1e-10, 1e20])('is as near to an update that is %s times as large', (factor) => {
    for (const [out, inputs] of [
      [9, 5],
      [5, 9],
      [6, 6],
    ] as const) {
      const [p, q] = [random(out, 3, 1), random(inputs, 3, 2)];
      const tiny = matrix(out, 3, (i, j) => factor * at(p, i, j));
      const { a, residual } = nearestSinglora(p, q, 2);
      const found = nearestSinglora(tiny, q, 2);
      expect(found.residual).toBeCloseTo(residual, 2);
      expect(norm(found.a) / Math.sqrt(factor) / norm(a)).toBeCloseTo(1, 0);
    }
  });

  const sides = fc.tuple(size, size);

  test.prop([sides, size, seed], { numRuns: 60 })(
    'finds an update that a square SingLoRA can express exactly',
    ([n], r, s) => {
      const a = random(n, r, s);
      const { residual } = nearestSinglora(a, a, r);
      expect(residual).toBeLessThan(1e-7);
    },
  );

  test.prop([sides, size, seed], { numRuns: 30 })(
    'has the residual it says, and is no worse than no update',
    ([out, inn], r, s) => {
      const [p, q] = [random(out, r, s), random(inn, r, s + 1)];
      const { a, residual } = nearestSinglora(p, q, r);
      expect([a.rows, a.cols]).toEqual([Math.max(out, inn), r]);
      const rows = (n: number) => matrix(n, r, (i, j) => at(a, i, j));
      const target = multiply(p, transpose(q));
      const found = multiply(rows(out), transpose(rows(inn)));
      expect(far(found, target) / norm(target)).toBeCloseTo(residual, 6);
      expect(residual).toBeLessThanOrEqual(1 + 1e-9);
    },
  );

  test.prop([size, seed], { numRuns: 60 })(
    'is the best: on a square weight no other A comes nearer',
    (n, s) => {
      const [p, q] = [random(n, 2, s), random(n, 2, s + 1)];
      const { a, residual } = nearestSinglora(p, q, 2);
      const target = multiply(p, transpose(q));
      for (let k = 0; k < 10; k++) {
        const other = addScaled(a, random(n, 2, s + k), 10 ** -(k % 4));
        const miss = far(multiply(other, transpose(other)), target) / norm(target);
        expect(miss).toBeGreaterThanOrEqual(residual - 1e-9);
      }
    },
  );

  it('recovers a non-square SingLoRA up to a small residual', () => {
    for (const [out, inn] of [
      [7, 3],
      [3, 7],
    ] as const) {
      const a = random(7, 2, 5);
      const rows = (n: number) => matrix(n, 2, (i, j) => at(a, i, j));
      expect(nearestSinglora(rows(out), rows(inn), 2).residual).toBeLessThan(1e-3);
    }
  });

  /** Made by tools/fixtures/nearest_singlora.py. */
  const cases = JSON.parse(
    readFileSync(new URL('./fixtures/nearest-singlora.json', import.meta.url), 'utf8'),
  ) as [out: number, inn: number, k: number, r: number, best: number][];

  it.each(cases)(
    'is as near as PyTorch finds: %i × %i of rank %i, at %i',
    (out, inn, k, r, best) => {
      const p = matrix(out, k, (i, j) => Math.sin(1 + 7 * (i * k + j) ** 2));
      const q = matrix(inn, k, (i, j) => Math.cos(2 + 5 * (i * k + j) ** 2));
      const { a, residual, rounds } = nearestSinglora(p, q, r);
      expect(residual).toBeLessThan(best + 3e-3);
      expect(Math.max(...a.data.map(Math.abs))).toBeLessThan(
        20 * Math.sqrt(norm(multiply(p, transpose(q)))),
      );
      expect(rounds).toBeLessThan(60);
    },
  );

  it('needs no search at a rank of all dimensions', () => {
    expect(nearestSinglora(random(48, 64, 1), random(32, 64, 2), 64).rounds).toBe(1);
  });

  it('leaves nothing of an antisymmetric update, and reports 0 for a zero one', () => {
    const turn = matrix(2, 2, (i, j) => i - j);
    expect(nearestSinglora(identity(2), turn, 2).residual).toBeCloseTo(1);
    expect(
      nearestSinglora(
        matrix(3, 1, () => 0),
        matrix(2, 1, () => 1),
        1,
      ).residual,
    ).toBe(0);
  });
});
