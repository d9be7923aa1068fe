import { column, format, numbers, type CellValue, type Column } from '@singlora/reporting';
import { intervalText, nameOf, type Comparison } from './comparison.ts';
import { findingText, type Judged } from './correction.ts';

type Difference = Comparison & Omit<Judged, 'setting'>;

/** What every table of differences says of one, with a column of its own for the seeds. */
export const differenceColumns = (
  unit: string,
  seeds: string,
  seedsOf: (one: Difference) => CellValue,
): readonly Column<Difference>[] => [
  column('Difference', nameOf),
  numbers(['Mean', unit], ({ difference, standardError }) => ({
    text: format.signedPoints(difference, 2),
    detail: `± ${format.points(standardError, 2)}`,
  })),
  numbers('95% interval', ({ interval }) => interval && intervalText(interval)),
  numbers(seeds, seedsOf),
  column('Finding', findingText),
];
