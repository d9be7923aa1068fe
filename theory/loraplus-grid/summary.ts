import type { RateGridResult } from '@singlora/scaling';

/** The end of training: losses and best rates are those of the test examples. */
export function summaryOf({ widths, trends, stableTrends }: RateGridResult) {
  const cells = widths.flatMap((width) => width.cells);
  const best = widths.at(-1)?.optima.test.at(-1)?.best.loss;
  return {
    cells: cells.length,
    diverged: cells.filter(({ test }) => test.at(-1) === null).length,
    best_test_loss: best,
    ...slopesOf('best', trends.test.at(-1)),
    ...slopesOf('stable', stableTrends.at(-1)),
  };
}

function slopesOf(prefix: string, trends: RateGridResult['stableTrends'][number] = {}) {
  const slopes = Object.entries(trends).map(([name, trend]) => [
    `${prefix}_${name}_slope`,
    trend?.slope,
  ]);
  return Object.fromEntries(slopes) as Record<string, number | undefined>;
}
