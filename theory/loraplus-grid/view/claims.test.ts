import { expect, it } from 'vitest';
import { altered, runsOf } from '../../report/recorded.test.support.ts';
import { claims } from './claims.ts';
import type { GridRun } from './subject.ts';

const [recorded] = runsOf<GridRun>('loraplus-grid', { method: 'lora' });
const [claim] = claims;

/** The recorded run, with these slopes of the best ratio and of the largest stable one, never at an end of the rates tried. */
function growing(best: number, stable = best, half = 0.2): GridRun {
  const { trends, stableTrends } = recorded.result;
  const last = (all: typeof stableTrends, slope: number) => {
    const { ratio } = all.at(-1)!;
    const range = { slope, low: slope - half, high: slope + half, resolution: 0.1, atEdge: 0 };
    return [{ ...all.at(-1), ratio: { ...ratio!, ...range } }];
  };
  return altered(
    recorded,
    {},
    {
      trends: { ...trends, test: last(trends.test, best) },
      stableTrends: last(stableTrends, stable),
    },
  );
}

it('is reproduced, refuted, or left open', () => {
  expect(claim!.judge([growing(1)])?.verdict).toBe('holds');
  expect(claim!.judge([growing(0)])?.verdict).toBe('does not hold');
  expect(claim!.judge([growing(1, 1, 5)])?.verdict).toBe('undecided');
  expect(claim!.judge([growing(0, 1)])).toMatchObject({
    verdict: 'only if',
    condition: 'for the largest stable rates under gradient descent',
  });
});

it('is open where better rates may lie beyond those tried', () => {
  const run = growing(0);
  const { test, train } = run.result.trends;
  const { ratio } = test.at(-1)!;
  const narrow = [{ ratio: { ...ratio!, atEdge: 6 } }];
  const stableTrends = [{ ratio: null }];
  const edges = altered(run, {}, { trends: { train, test: narrow }, stableTrends });
  expect(claim!.judge([edges])?.verdict).toBe('undecided');
});
