import { expect, it } from 'vitest';
import { enoughSeeds } from './design.ts';
import { errorRate } from './error-rates.ts';

const widths = [64, 128, 256, 512, 1024];

it('finds the fewest seeds that call a flat line stable, and no fewer do', () => {
  const { seeds, confirmed } = enoughSeeds(
    'a flat line called stable',
    { widths, scatter: 0.2 },
    0.9,
  )!;
  expect(confirmed).toBeGreaterThanOrEqual(0.9);
  expect(seeds).toBe(12);
  // 0.85: three standard errors of 300 records below the requested power.
  expect(errorRate('flat', { widths, scatter: 0.2, seeds: 8 }, 300, 3).right).toBeLessThan(0.85);
});

it('says where no number that it tries is enough', () => {
  expect(enoughSeeds('n^±0.2 called so', { widths: [64, 128, 256], scatter: 1 }, 0.9)).toBeNull();
});
