import { format, methodOrder, sortedBy } from '@singlora/reporting';
import { median } from '@singlora/statistics';
import { optimiserOrder, optimiserTitle } from '@singlora/records';
import type { GridWidth, record } from '../record.ts';
import type { CheckRun } from '../../report/view.ts';
import { spanText } from '../../report/words.ts';

export type GridRun = CheckRun<typeof record>;

/** "LoRA, two rates, gradient descent". */
export const runText = ({ config, result }: GridRun) =>
  `${result.title}, ${optimiserTitle(config.optimiser)}`;

export const dataText = ({ config: { widths, seeds, steps } }: GridRun) =>
  `${spanText({ widths, seeds })}, step ${format.count(steps.at(-1))}`;

export const rateNames = ({ config }: GridRun) => Object.keys(config.rates);

/** The optimum at the end of training, on the test examples. */
export const optimumOf = ({ optima }: GridWidth) => optima.test.at(-1) ?? undefined;
export const lossOf = ({ test }: GridWidth['cells'][number]) => test.at(-1) ?? undefined;

/** The rates whose growth is measured: the best, and the largest at which training converges. */
export const trendKinds = ['best', 'largest stable'] as const;

export const trendsOf = ({ result }: GridRun, kind: (typeof trendKinds)[number]) =>
  (kind === 'best' ? result.trends.test : result.stableTrends).at(-1) ?? {};

/** The runs by optimiser and method, those with the most rates first. */
export const inOrder = (runs: readonly GridRun[]): GridRun[] =>
  sortedBy(runs, (run) => [
    optimiserOrder(run.config.optimiser),
    -rateNames(run).length,
    methodOrder(run.config.method),
  ]);

/** The ends of a colour scale for several widths: from the best to the median of all cells. */
export function lossRange(widths: readonly GridWidth[]): [number, number] | undefined {
  const losses = widths.flatMap(({ cells }) => cells.flatMap((cell) => lossOf(cell) ?? []));
  const positive = losses.filter((loss) => loss > 0);
  return positive.length === 0 ? undefined : [Math.min(...positive), median(positive)];
}
