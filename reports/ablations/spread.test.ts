import { type GlueSetting, type GlueVariant } from '@singlora/comparison';
import { describe, expect, it } from 'vitest';
import { halvesOf } from './halves.ts';
import { rangeAround, bestPoint, spreadOf } from './spread.ts';
import type { Sweep } from './sweep.ts';

/** A sweep with one row of scores per seed and one column per rate. */
const sweep = (rates: readonly number[], ...bySeed: readonly (readonly number[])[]): Sweep => ({
  method: 'lora',
  points: rates.map((x, place) => ({
    x,
    variant: {
      runs: bySeed.map((scores, seed) => ({ seed, score: scores[place] })),
    } as unknown as GlueVariant,
  })),
});
const setting = { baseline: 0 } as GlueSetting;

describe('the spread over a range', () => {
  const peak = sweep([1e-4, 1e-2, 1], [0.5, 0.7, 0.3], [0.6, 0.8, 0.4]);

  it('is the largest less the smallest score, seed by seed', () => {
    const { mean, bySeed } = spreadOf(setting, peak, () => [1e-4, 1])!;
    expect(mean).toBeCloseTo(0.4, 12);
    expect(bySeed.map(({ seed }) => seed)).toEqual([0, 1]);
  });

  it('goes half way between two rates where the rate is their geometric mean', () => {
    expect(spreadOf(setting, peak, () => [1e-3, 1e-2])!.mean).toBeCloseTo(0.1, 12);
    expect(spreadOf(setting, peak, () => [1e-3, 0.1])!.mean).toBeCloseTo(0.2, 12);
  });

  it('is none beyond what was tried', () => {
    expect(spreadOf(setting, peak, () => [1e-5, 1e-2])).toBeUndefined();
    expect(spreadOf(setting, peak, () => [1e-2, 2])).toBeUndefined();
  });
});

it('puts a range about a rate, in the middle of it, and moves it inwards at an end', () => {
  const tried = sweep([1e-5, 1e-1]);
  const near = (range: readonly number[]) => range.map((x) => Number(x.toPrecision(9)));
  expect(near(rangeAround(1e-3, tried, 4))).toEqual([5e-4, 2e-3]);
  expect(near(rangeAround(1e-5, tried, 4))).toEqual([1e-5, 4e-5]);
  expect(near(rangeAround(1e-1, tried, 4))).toEqual([0.025, 0.1]);
});

it('chooses a seed’s best rate by the other seeds', () => {
  const own = sweep([1, 2], [0.9, 0.1], [0.5, 0.6], [0.5, 0.6]);
  expect(bestPoint(own)?.x).toBe(1);
  expect(bestPoint(own, undefined, 0)?.x).toBe(2);
});

it('scores halves of the rows apart', () => {
  const columns = {
    rows: [0, 1, 2, 3],
    labels: ['yes', 'yes', 'yes', 'yes'],
    predicted: ['yes', 'no', 'yes', 'no'],
  };
  const runs = [{ seed: 3, predictions: { read: () => ({ split: 'dev', ...columns }) } }];
  const variant = { runs } as unknown as GlueVariant;
  const share = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).filter((value, row) => value === b[row]).length / a.length;
  const { choice, score } = halvesOf({
    metric: { score: share },
    variants: [variant],
  } as unknown as GlueSetting)!;
  expect([choice, score].map((half) => half.get(variant)!.get(3))).toEqual([1, 0]);
});
