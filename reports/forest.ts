import type { Found } from '@singlora/comparison';
import { intervalChart, type Chart } from '@singlora/reporting';

/** With more pairs than these, single pairs are not drawn. */
const pairsDrawn = 60;

/** A difference as a line of a forest plot. */
export interface ForestLine {
  readonly label: string;
  /** Named in a legend; single pairs are then not drawn. */
  readonly series?: string;
  readonly colour: string;
  /** Undefined where it is not measured; the line is then not drawn. */
  readonly found: Found | undefined;
}

type Drawing = Omit<Parameters<typeof intervalChart>[1], 'reference'>;

const ownWords = { row: 'What', single: 'Of', centre: 'Mean' };

type Named = Pick<Chart, 'id' | 'title' | 'caption'>;

/**
 * Differences with their intervals around zero, and those of single pairs; undefined without any.
 * `text` gives a difference for the description.
 */
export function forestChart(
  chart: Named,
  all: readonly ForestLine[],
  text: (found: Found) => string,
  { times = 1, ...drawing }: Drawing & { readonly times?: number },
): Chart | undefined {
  const lines = all.flatMap(({ found, ...line }) => (found ? [{ ...line, found }] : []));
  if (lines.length === 0) return undefined;
  const rows = lines.map(({ found: { difference, interval, pairs }, ...line }) => ({
    ...line,
    estimate: {
      mean: times * difference,
      ...(interval ? { interval: [times * interval[0], times * interval[1]] as const } : {}),
    },
    values:
      line.series === undefined && pairs.length > 1 && pairs.length <= pairsDrawn
        ? pairs.map((pair) => ({ name: pair.name, value: times * pair.difference }))
        : [],
  }));
  return {
    ...chart,
    description: lines
      .map(({ label, series = '', found }) => `${label}${series && `, ${series}`}: ${text(found)}`)
      .join('; '),
    spec: intervalChart(rows, { words: ownWords, ...drawing, reference: 0 }),
  };
}

/** Differences of scores in points, with their common margin of equality, if any; undefined without differences. */
export const pointsChart = (
  chart: Named,
  lines: readonly ForestLine[],
  {
    margin,
    ...drawing
  }: Pick<Drawing, 'reach' | 'words'> & { readonly margin?: number | undefined },
) =>
  forestChart(chart, lines, (found) => found.words.effect(found), {
    measure: 'Points',
    format: '+.2f',
    axisFormat: '+.1f',
    times: 100,
    ...drawing,
    ...(margin !== undefined && { band: [-100 * margin, 100 * margin] }),
  });
