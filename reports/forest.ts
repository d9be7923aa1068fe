import type { Found } from '@singlora/comparison';
import { intervalChart, type Chart } from '@singlora/reporting';

/** More pairs than these are not drawn one by one. */
const pairsDrawn = 60;

/** A difference as a line of a forest plot. */
export interface ForestLine {
  readonly label: string;
  /** Told by a legend; then single pairs are not drawn. */
  readonly series?: string;
  readonly colour: string;
  readonly found: Found;
}

type Drawing = Omit<Parameters<typeof intervalChart>[1], 'reference'>;

/** Differences with their intervals about zero, and those of single pairs; `text` is a difference in the description. */
export const forestChart = (
  chart: Pick<Chart, 'id' | 'title' | 'caption'>,
  lines: readonly ForestLine[],
  text: (found: Found) => string,
  { times = 1, ...drawing }: Drawing & { readonly times?: number },
): Chart => ({
  ...chart,
  description: lines
    .map(({ label, series = '', found }) => `${label}${series && `, ${series}`}: ${text(found)}`)
    .join('; '),
  spec: intervalChart(
    lines.map(({ found: { difference, interval, pairs }, ...line }) => ({
      ...line,
      estimate: {
        mean: times * difference,
        ...(interval ? { interval: [times * interval[0], times * interval[1]] as const } : {}),
      },
      values:
        line.series === undefined && pairs.length > 1 && pairs.length <= pairsDrawn
          ? pairs.map((pair) => ({ name: pair.name, value: times * pair.difference }))
          : [],
    })),
    { ...drawing, reference: 0 },
  ),
});
