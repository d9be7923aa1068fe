import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { constantOf, dataTypes, constantValues } from './constant.ts';
import { constantsAt, type Sample } from './sizes.ts';

type Sizes = [batch: number, length: number];

/** A run on a `[batch, length]` and a `[batch, 7]` input whose constants are functions of the sizes. */
const sample = (sizes: Sizes, ...functions: ((...sizes: Sizes) => number)[]): Sample => ({
  sizes: [...sizes, sizes[0], 7],
  constants: functions.map((f) => constantOf([2], dataTypes.int32, [f(...sizes), 5])),
});

const grid: Sizes[] = [[2, 8], [4, 8], [2, 16], [4, 16], [6, 24]]; // prettier-ignore

const numbers = (samples: Sample[], [batch, length]: Sizes) =>
  constantsAt(samples, [batch, length, batch, 7])?.map((constant) => [...constantValues(constant)]);

describe('constantsAt', () => {
  const coefficient = fc.integer({ min: -2000, max: 2000 });

  test.prop([fc.array(coefficient, { minLength: 4, maxLength: 4 }), fc.nat(64), fc.nat(512)])(
    'finds sums of products of sizes',
    ([a = 0, b = 0, c = 0, d = 0], batch, length) => {
      const f = (B: number, L: number) => a + b * B + c * L + d * B * L;
      const samples = grid.map((sizes) => sample(sizes, f, () => 3));
      expect(numbers(samples, [batch, length])).toEqual([
        [f(batch, length), 5],
        [3, 5],
      ]);
    },
  );

  const at = (...functions: ((...sizes: Sizes) => number)[]) =>
    grid.map((sizes) => sample(sizes, ...functions));

  test('needs recordings that differ in all that varies, and one to confirm', () => {
    const one = (L: number) => sample([2, L], (_, length) => 3 * length);
    expect(numbers([one(8), one(16)], [2, 20])).toBeUndefined();
    expect(numbers([one(8), one(16), one(24)], [2, 20])).toEqual([[60, 5]]);
    expect(numbers([one(8), one(16), one(24)], [3, 20])).toBeUndefined();
    expect(numbers(at((B) => B).slice(0, 4), [8, 8])).toBeUndefined();
    expect(numbers([], [8, 8])).toBeUndefined();
  });

  test.each<[string, (...sizes: Sizes) => number, Sizes, number[][] | undefined]>([
    ['alone a square', (_, L) => L * L, [2, 12], undefined],
    ['alone a smaller of two', (_, L) => Math.min(L, 20), [2, 64], undefined],
    ['alone a half rounded up', (B) => Math.ceil(B / 2), [7, 8], undefined],
    ['no half of an even number out', (B) => B / 2, [8, 8], [[4, 5]]],
  ])('leaves %s', (_, f, sizes, found) => {
    expect(numbers(at(f), sizes)).toEqual(found);
  });

  test('leaves alone sizes that went together and no longer do', () => {
    const samples = at((B) => B);
    expect(constantsAt(samples, [8, 8, 9, 7])).toBeUndefined();
    expect(constantsAt(samples, [8, 8, 8, 6])).toBeUndefined();
  });

  test('leaves alone other numbers that change', () => {
    const samples = grid.map((sizes, i) => ({
      ...sample(sizes),
      constants: [constantOf([1], dataTypes.float32, [i])],
    }));
    expect(numbers(samples, [2, 8])).toBeUndefined();
  });
});
