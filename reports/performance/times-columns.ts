import { format, numbers, stacked, type Column } from '@singlora/reporting';
import { median, type Rounds } from '@singlora/statistics';
import { compare, findingOf, intervalText, type Comparison } from './comparison.ts';

/** A row of two sides that were measured in turns: milliseconds, one array a round. */
export interface Times {
  readonly ours: Rounds;
  /** Absent where ours was measured alone. */
  readonly theirs?: Rounds | undefined;
  readonly comparison?: Comparison | undefined;
}

/** Two sides' times, compared. */
export const timesOf = (ours: Rounds, theirs: Rounds | undefined): Times => ({
  ours,
  theirs,
  comparison: theirs && compare(ours, theirs),
});

/** The ratios of two sides' times, and the times. */
export function timesColumns<Row>(of: (row: Row) => Times): Column<Row>[] {
  return [
    stacked(numbers(['Ratio ↑', 'of medians'], (row) => ratioCell(of(row).comparison))),
    numbers(['Ratio ↑', 'of minima'], (row) => {
      const { comparison } = of(row);
      return comparison && format.ratio(comparison.minima);
    }),
    numbers(['Ours, ms', 'least / median'], (row) => timesText(of(row).ours)),
    numbers(['Theirs, ms', 'least / median'], (row) => timesText(of(row).theirs)),
  ];
}

/** Which rows are marked, and what the columns mean. */
export function timesReading<Row>(rows: readonly Row[], of: (row: Row) => Times) {
  const isSlower = (row: Row) => {
    const { comparison } = of(row);
    return comparison !== undefined && findingOf(comparison) === 'slower';
  };
  return {
    kind: (row: Row) => isSlower(row) && ('marked' as const),
    notes: [
      'Ratio: their time ÷ ours, so above 1 ours is faster; below it, its 95% interval.',
      rows.some(isSlower) && 'Marked: ours is slower.',
    ],
  };
}

/** A column of peak memory: of ours, of theirs, and theirs ÷ ours. */
export const memoryColumn = <Row>(
  bytesOf: (row: Row) => readonly [ours: number, theirs?: number | undefined],
): Column<Row> =>
  stacked(
    numbers(['Peak memory, MiB', 'ours / theirs, and theirs ÷ ours'], (row) => {
      const [ours, theirs] = bytesOf(row);
      const sides = theirs === undefined ? [ours] : [ours, theirs];
      return {
        text: sides.map((bytes) => format.count(bytes / 2 ** 20)).join(' / '),
        detail: theirs === undefined ? undefined : format.ratio(theirs / ours),
      };
    }),
  );

/** A ratio with its interval. */
export const ratioCell = (comparison: Comparison | undefined) =>
  comparison && { text: format.ratio(comparison.medians), detail: intervalText(comparison) };

function timesText(rounds: Rounds | undefined): string | undefined {
  if (!rounds) return undefined;
  const all = rounds.flat();
  return `${format.significant(Math.min(...all))} / ${format.significant(median(all))}`;
}
