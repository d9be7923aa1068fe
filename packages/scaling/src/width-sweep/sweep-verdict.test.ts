import { describe, expect, it } from 'vitest';
import type { Growth } from '../slopes/growth.ts';
import { isAsPredicted, sweepVerdict } from './sweep-verdict.ts';

const growth = (verdict: Growth['verdict']) => ({ verdict }) as Growth;

describe('the verdict on a rate', () => {
  it.each([
    ['zero', 'stable', 'learns', 'vanishing'],
    ['vanishing', 'exploding', 'learns', 'vanishing'],
    ['exploding', 'stable', 'learns', 'exploding'],
    ['undecided', 'exploding', 'rises', 'undecided'],
    ['stable', 'exploding', 'learns', 'exploding'],
    ['stable', 'diverged', 'learns', 'diverged'],
    ['stable', 'bends', 'learns', 'bends'],
    ['stable', 'vanishing', 'learns', 'stable'],
    ['stable', 'undecided', 'learns', 'stable'],
    ['stable', 'stable', 'learns', 'stable'],
    ['stable', 'stable', 'no better', 'hollow'],
    ['stable', 'stable', 'rises', 'hollow'],
    ['stable', 'stable', 'diverged', 'hollow'],
  ] as const)('of a %s change, its largest %s, whose loss %s, is %s', (change, most, loss, is) => {
    expect(sweepVerdict(growth(change), growth(most), loss)).toBe(is);
  });
});

describe('a verdict is as predicted', () => {
  const fitted = (low: number, high: number) =>
    ({ fit: { low, high }, bend: null }) as Pick<Growth, 'fit' | 'bend'>;
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
    const none = { fit: 'not-positive', bend: null } as const;
    expect(isAsPredicted('undecided', 'vanishing', none)).toBe(true);
    expect(isAsPredicted('undecided', 'stable', none)).toBe(false);
  });

  it('bending, by the slope at the widest width and not by that over all', () => {
    const bend = { endLow: 0.2, endHigh: 0.4 } as Growth['bend'];
    const bent = { ...fitted(-0.05, 0.05), bend };
    expect(isAsPredicted('bends', 'exploding', bent)).toBe(true);
    expect(isAsPredicted('bends', 'stable', bent)).toBe(false);
  });
});
