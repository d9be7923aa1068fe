import { besideFloat32, besideOthers, ownSides, type StepRecord } from '@singlora/records';
import type { Comparison } from './comparison.ts';
import { timesOf, type Times } from './times-columns.ts';

type Side = StepRecord['sides'][number];

/** One case in one precision beside one of those it is compared with: a row of the table, a line of the chart. */
export interface StepCase extends Times {
  /** Unique among the machine's of its precision. */
  readonly label: string;
  readonly record: StepRecord;
  readonly side: Side;
  /** Absent where ours was measured alone. */
  readonly against?: Side | undefined;
}

export type ComparedCase = StepCase & { readonly against: Side; readonly comparison: Comparison };

/** Ours beside others of the same precision, and ours that stand alone. */
export function stepCasesOf(records: readonly StepRecord[]): StepCase[] {
  const cases = records.flatMap((record) => {
    const pairs = besideOthers(record.sides);
    return ownSides(record.sides).flatMap((side) => {
      const others = pairs.filter(({ ours }) => ours === side).map(({ against }) => against);
      if (others.length === 0) return [caseOf(record, side)];
      return others.map((against) => {
        const one = caseOf(record, side, against);
        return others.length > 1 ? { ...one, label: `${one.label}, ${against.name}` } : one;
      });
    });
  });
  return cases.map((one, index) => {
    const before = cases
      .slice(0, index)
      .filter(({ label, side }) => label === one.label && side.precision === one.side.precision);
    return before.length > 0 ? { ...one, label: `${one.label} (${before.length + 1})` } : one;
  });
}

/** Ours in bfloat16 beside ours in float32. */
export const ownCasesOf = (records: readonly StepRecord[]): StepCase[] =>
  records.flatMap((record) =>
    besideFloat32(ownSides(record.sides)).map(({ ours, against }) => caseOf(record, ours, against)),
  );

function caseOf(record: StepRecord, side: Side, against?: Side): StepCase {
  return {
    label: record.case,
    record,
    side,
    against,
    ...timesOf(side.milliseconds, against?.milliseconds),
  };
}

export const isCompared = (one: StepCase): one is ComparedCase => one.against !== undefined;
