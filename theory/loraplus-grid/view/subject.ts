import { format, methodOrder } from '@singlora/reporting';
import { median } from '@singlora/statistics';
import { optimiserOrder, optimiserTitle } from '@singlora/records';
import type { GridWidth, record } from '../record.ts';
import type { CheckRun } from '../../report/view.ts';
import { widthsText } from '../../report/words.ts';

export type GridRun = CheckRun<typeof record>;

/** "LoRA, two rates, gradient descent". */
export const runText = ({ config, result }: GridRun) =>
  `${result.title}, ${optimiserTitle(config.optimiser)}`;

export const dataText = ({ config: { widths, seeds, steps } }: GridRun) =>
  `${widthsText(widths)}, ${format.plural(seeds.length, 'seed')}, step ${format.count(steps.at(-1))}`;

export const rateNames = ({ config }: GridRun) => Object.keys(config.rates);

/** At the end of training, on the test examples. */
export const optimumOf = ({ optima }: GridWidth) => optima.test.at(-1) ?? undefined;
export const lossOf = ({ test }: GridWidth['cells'][number]) => test.at(-1) ?? undefined;

/** What can grow with the width: the best rates, and the largest at which training converges. */
export const trendKinds = ['best', 'largest stable'] as const;

export function trendsOf({ result }: GridRun, kind: (typeof trendKinds)[number]) {
  const steps = kind === 'best' ? result.trends.test : result.stableTrends;
  return steps.at(-1) ?? {};
}

/** By optimiser and method, those with most rates first. */
export function inOrder(runs: readonly GridRun[]): GridRun[] {
  const place = (run: GridRun) => [
    optimiserOrder(run.config.optimiser),
    -rateNames(run).length,
    methodOrder(run.config.method),
  ];
  return [...runs].sort((a, b) => {
    const [x, y] = [place(a), place(b)];
    const index = x.findIndex((value, i) => value !== y[i]);
    return index < 0 ? 0 : (x[index] ?? 0) - (y[index] ?? 0);
  });
}

/** The ends of colours that several widths share: from the best to what half of all cells reach. */
export function lossRange(widths: readonly GridWidth[]): [number, number] | undefined {
  const losses = widths.flatMap(({ cells }) => cells.flatMap((cell) => lossOf(cell) ?? []));
  const positive = losses.filter((loss) => loss > 0);
  if (positive.length === 0) return undefined;
  return [Math.min(...positive), median(positive)];
}
