import { format, numbers, type Column } from '@singlora/reporting';
import { median } from '@singlora/statistics';
import { compare, findingOf, rangeText, type Comparison } from './comparison.ts';

type Rounds = readonly (readonly number[])[];

/** Two sides' milliseconds, one array a round; theirs is absent where ours was measured alone. */
export interface Times {
  readonly ours: Rounds;
  readonly theirs: Rounds | undefined;
}

/** The ratios of two sides' times, and the times. */
export function timesColumns<Row>(timesOf: (row: Row) => Times): Column<Row>[] {
  const compared = (row: Row) => comparisonOf(timesOf(row));
  return [
    numbers(['Ratio ↑', 'of medians'], (row) => medianCell(compared(row))),
    numbers(['Ratio ↑', 'of minima'], (row) => {
      const comparison = compared(row);
      return comparison && format.ratio(comparison.minima);
    }),
    numbers(['Ours, ms', 'least / median'], (row) => timesText(timesOf(row).ours)),
    numbers(['Theirs, ms', 'least / median'], (row) => timesText(timesOf(row).theirs)),
  ];
}

/** Which rows are marked, and what the columns mean. */
export function timesReading<Row>(rows: readonly Row[], timesOf: (row: Row) => Times) {
  const isSlower = (row: Row) => {
    const comparison = comparisonOf(timesOf(row));
    return comparison !== undefined && findingOf(comparison.medians) === 'slower';
  };
  return {
    kind: (row: Row) => isSlower(row) && ('marked' as const),
    notes: [
      'Ratio: their time ÷ ours, so above 1 ours is faster; beside it, the least and the greatest ratio of a round.',
      rows.some(isSlower) && 'Marked: ours is slower.',
    ],
  };
}

/** A column of peak memory: of ours, of theirs, and theirs ÷ ours. */
export const memoryColumn = <Row>(
  bytesOf: (row: Row) => readonly [ours: number, theirs?: number | undefined],
): Column<Row> =>
  numbers(['Peak memory, MiB', 'ours / theirs, and theirs ÷ ours'], (row) => {
    const [ours, theirs] = bytesOf(row);
    const sides = theirs === undefined ? [ours] : [ours, theirs];
    return {
      text: sides.map((bytes) => format.count(bytes / 2 ** 20)).join(' / '),
      detail: theirs === undefined ? undefined : format.ratio(theirs / ours),
    };
  });

const comparisonOf = ({ ours, theirs }: Times) => theirs && compare(ours, theirs);

const medianCell = (comparison: Comparison | undefined) =>
  comparison && { text: format.ratio(comparison.medians), detail: rangeText(comparison) };

function timesText(rounds: Rounds | undefined): string | undefined {
  if (!rounds) return undefined;
  const all = rounds.flat();
  return `${format.significant(Math.min(...all))} / ${format.significant(median(all))}`;
}
