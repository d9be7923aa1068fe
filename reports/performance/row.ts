import type { BenchRecord, Measured, MeasuredCase } from '@singlora/records';
import { compare, type TimeRatio } from './comparison.ts';

/** A side of a record, with its measurements of a case. */
export type MeasuredSide = BenchRecord['sides'][number] & Measured;

/** One case in one precision, compared with one other side: a row of a table, a line of a chart. */
export interface CaseRow<Record extends BenchRecord = BenchRecord> {
  /** Unique among the machine's rows of its precision. */
  readonly label: string;
  readonly record: Record;
  readonly one: MeasuredCase;
  readonly ours: MeasuredSide;
  readonly theirs: MeasuredSide;
  readonly comparison: TimeRatio;
}

/** The comparisons with the fastest other side, one per record and precision. */
export const besideFastest = <One extends CaseRow>(rows: readonly One[]): One[] =>
  rows.filter((row) =>
    rows.every(
      ({ record, ours, comparison }) =>
        record !== row.record ||
        ours.precision !== row.ours.precision ||
        comparison.medians >= row.comparison.medians,
    ),
  );

/** Every case, with its sides' measurements. */
const eachCase = <Record extends BenchRecord>(records: readonly Record[]) =>
  records.flatMap((record) =>
    record.cases.map((one) => ({
      record,
      one,
      sides: record.sides.map((side, i): MeasuredSide => ({
        ...side,
        ...(one.measured[i] ?? { milliseconds: [] }),
      })),
    })),
  );

/** Our sides: the first, and those of the same name. */
const ownSides = (sides: readonly MeasuredSide[]) =>
  sides.filter(({ name }) => name === sides[0]?.name);

/** Our sides against others of the same precision. */
export function caseRows<Record extends BenchRecord>(
  records: readonly Record[],
): CaseRow<Record>[] {
  const rows = eachCase(records).flatMap(({ sides, ...about }) => {
    const own = ownSides(sides);
    return own.flatMap((ours) => {
      const others = sides.filter(
        (side) => !own.includes(side) && side.precision === ours.precision,
      );
      return others.map((theirs) => {
        const row = comparedRow(about, ours, theirs);
        return others.length > 1 ? { ...row, label: `${row.label}, ${theirs.name}` } : row;
      });
    });
  });
  return rows.map((row, index) => {
    const before = rows
      .slice(0, index)
      .filter(
        ({ label, ours, one }) =>
          label === row.label && ours.precision === row.ours.precision && one.pass === row.one.pass,
      );
    return before.length > 0 ? { ...row, label: `${row.label} (${before.length + 1})` } : row;
  });
}

/** Our side in bfloat16 against our side in float32. */
export const precisionRowsOf = <Record extends BenchRecord>(
  records: readonly Record[],
): CaseRow<Record>[] =>
  eachCase(records).flatMap(({ sides, ...about }) => {
    const of = (wanted: MeasuredSide['precision']) =>
      ownSides(sides).filter(({ precision }) => precision === wanted);
    return of('bfloat16').flatMap((ours) =>
      of('float32').map((theirs) => comparedRow(about, ours, theirs)),
    );
  });

const comparedRow = <Record extends BenchRecord>(
  about: { readonly record: Record; readonly one: MeasuredCase },
  ours: MeasuredSide,
  theirs: MeasuredSide,
): CaseRow<Record> => ({
  label: about.one.case,
  ...about,
  ours,
  theirs,
  comparison: compare(ours.milliseconds, theirs.milliseconds),
});
