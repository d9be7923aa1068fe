import { describe, expect, it } from 'vitest';
import type { Growth } from '../slopes/growth.ts';
import { isAsPredicted, judgeSweep, sweepVerdict } from './sweep-verdict.ts';

const wide = [512, 1024, 2048, 4096].map((width) => ({ width }));

describe('the verdict on a rate', () => {
  it.each([
    ['zero', 0, 'learns', 'vanishing'],
    ['vanishing', 0.5, 'learns', 'vanishing'],
    ['exploding', 0, 'learns', 'exploding'],
    ['undecided', 0.5, 'rises', 'undecided'],
    ['bends', 0, 'learns', 'bends'],
    ['stable', 0.5, 'learns', 'exploding'],
    ['stable', null, 'learns', 'diverged'],
    // The largest of n entries may grow as log n: by 0.14 here, in addition to the general 0.1.
    ['stable', 0.2, 'learns', 'stable'],
    ['stable', 0.26, 'learns', 'exploding'],
    ['stable', -0.5, 'learns', 'stable'],
    ['stable', 0, 'no better', 'hollow'],
    ['stable', 0, 'rises', 'hollow'],
    ['stable', 0, 'diverged', 'hollow'],
  ] as const)(
    'of a %s change, its largest from n^%s, whose loss %s, is %s',
    (verdict, low, loss, is) => {
      expect(sweepVerdict({ verdict }, low === null ? null : { low }, wide, loss)).toBe(is);
    },
  );
});

describe('a verdict is as predicted', () => {
  const fitted = (low: number, high: number) =>
    ({ fit: { low, high }, correction: { low, high } }) as Pick<Growth, 'fit' | 'correction'>;
  const any = fitted(0, 0);

  it.each([
    ['stable', 'stable', true],
    ['stable', 'vanishing', false],
    ['vanishing', 'vanishing', true],
    ['exploding', 'vanishing', false],
    ['diverged', 'exploding', true],
    ['diverged', 'stable', false],
    ['hollow', 'stable', true],
    ['hollow', 'vanishing', false],
  ] as const)('%s where %s is predicted: %s', (verdict, predicted, is) => {
    expect(isAsPredicted(verdict, predicted, any)).toBe(is);
  });

  it.each([
    [-0.3, 0.05, { stable: true, vanishing: true, exploding: false }],
    [-0.05, 0.3, { stable: true, vanishing: false, exploding: true }],
    [-0.3, 0.3, { stable: true, vanishing: true, exploding: true }],
  ])(
    'undecided, with an interval from %d to %d, by what it leaves room for: %j',
    (low, high, is) => {
      for (const predicted of ['stable', 'vanishing', 'exploding'] as const)
        expect(isAsPredicted('undecided', predicted, fitted(low, high))).toBe(is[predicted]);
    },
  );

  it('undecided without a slope, a 0 somewhere, where it is to vanish', () => {
    const none = { fit: 'not-positive', correction: null } as const;
    expect(isAsPredicted('undecided', 'vanishing', none)).toBe(true);
    expect(isAsPredicted('undecided', 'stable', none)).toBe(false);
  });

  it('open, by the interval of the power law or of its correction', () => {
    const correction = { slope: 0.3, low: 0.2, high: 0.4 };
    const open = { ...fitted(-0.05, 0.05), correction };
    for (const verdict of ['bends', 'undecided'] as const) {
      expect(isAsPredicted(verdict, 'exploding', open)).toBe(true);
      expect(isAsPredicted(verdict, 'stable', open)).toBe(true);
      expect(isAsPredicted(verdict, 'vanishing', open)).toBe(false);
    }
  });
});

it('judges what was recorded: over all widths, null as not finite', () => {
  const peaks = [64, 128, 256, 512, 1024, 2048].map((width) => ({
    width,
    values: [0.9, 1, 1.1] as (number | null)[],
  }));
  const flat = { slope: 0, low: 0, high: 0, residual: 0, widths: 3, seeds: 3 };
  const measured = {
    largest: flat,
    loss: { verdict: 'learns' },
    predictedVerdict: 'stable',
  } as const;
  const judged = judgeSweep({ peaks, ...measured });
  expect(judged).toMatchObject({ verdict: 'stable', agrees: true, slope: { widths: 6 } });
  peaks[0]!.values[1] = null;
  expect(judgeSweep({ peaks, ...measured })).toEqual({
    verdict: 'diverged',
    agrees: false,
    decidedBy: null,
    slope: null,
    correction: null,
  });
});
