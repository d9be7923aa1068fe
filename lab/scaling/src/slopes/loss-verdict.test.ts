import { expect, it } from 'vitest';
import { judgeLoss } from './loss-verdict.ts';

const widths = [64, 256, 1024];
/** Three seeds at each width, a hundredth apart, around these multiples of the reference loss. */
const about = (...multiples: readonly number[]) =>
  multiples.map((value, i) => ({
    width: widths[i]!,
    values: [0.99 * value, value, 1.01 * value] as (number | null)[],
  }));
const verdict = (points: ReturnType<typeof about>) => judgeLoss(points).verdict;

it.each([
  ['below everywhere', [0.99, 0.5, 0.9], 'learns'],
  ['as low as it was', [1, 0.5, 0.9], 'no better'],
  ['twice as high at one width', [0.5, 1.99, 0.5], 'no better'],
  ['more than twice as high at one width', [0.5, 2.01, 0.5], 'rises'],
  ['growing with the width from above', [0.6, 0.9, 1.5], 'rises'],
  ['growing with the width, though no width is above', [0.3, 0.5, 0.9], 'learns'],
  ['above at narrow widths, falling', [1.5, 0.9, 0.6], 'no better'],
  ['growing slower than any exponent beyond ±0.1', [1.1, 1.2, 1.3], 'no better'],
] as const)('%s, a loss %j times the one compared with: %s', (_, multiples, is) => {
  expect(verdict(about(...multiples))).toBe(is);
});

it('goes by the median over seeds, and says how large it is at most', () => {
  const outlier = about(0.9, 0.9, 0.9).map((point) => ({ ...point, values: [0.8, 0.9, 9] }));
  expect(judgeLoss(outlier)).toMatchObject({ verdict: 'learns', most: 0.9 });
});

it('does not take scatter for growth', () => {
  const wide = about(0.6, 0.9, 1.5).map(({ width, values }) => ({
    width,
    values: values.map((value, i) => value! * [0.2, 1, 5][i]!),
  }));
  expect(judgeLoss(wide).slope!.slope).toBeGreaterThan(0.3);
  expect(verdict(wide)).toBe('no better');
});

it('is diverged where one seed at one width is', () => {
  const [first, ...rest] = about(0.5, 0.5, 0.5);
  expect(judgeLoss([{ ...first!, values: [0.5, null, 0.5] }, ...rest])).toEqual({
    verdict: 'diverged',
    most: null,
    slope: null,
  });
});
