import { describe, expect, it } from 'vitest';
import { judgeInvariance } from './judge.ts';

describe('judgeInvariance', () => {
  it('takes the worst seed of each step against the floor of the same step', () => {
    const verdict = judgeInvariance(
      [
        [4e-6, 1e-7],
        [1e-6, 3e-7],
      ],
      [
        [2e-6, 1e-7],
        [1e-6, 1e-8],
      ],
    );
    expect(verdict).toMatchObject({ invariant: true, difference: 4e-6, floor: 2e-6 });
    expect(verdict.ratio).toBeCloseTo(3);
  });

  it('tells a difference from ten times the rounding at any one step', () => {
    const late = (times: number) => judgeInvariance([[1e-6, 1e-6 * times]], [[1e-6, 1e-6]]);
    expect(late(9.9).invariant).toBe(true);
    expect(late(10.1).invariant).toBe(false);
  });

  it('holds for the same what does not differ at all', () => {
    expect(judgeInvariance([[0]], [[0]])).toMatchObject({ invariant: true, ratio: 0 });
    expect(judgeInvariance([[1e-3]], [[0]]).invariant).toBe(false);
  });

  it('has no floor where training diverged', () => {
    expect(judgeInvariance([[null]], [[null]])).toMatchObject({ invariant: false, floor: null });
  });

  it('holds a trajectory that was lost for a difference', () => {
    expect(judgeInvariance([[1e-6, null]], [[1e-6, 1e-6]])).toEqual({
      invariant: false,
      difference: null,
      floor: 1e-6,
      ratio: null,
    });
  });
});
