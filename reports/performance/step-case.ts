import { compare, type Comparison } from './comparison.ts';
import type { StepRecord } from '@singlora/records';

type Side = StepRecord['sides'][number];

/** One case beside one of those it is compared with: a row of the table, a line of the chart. */
export interface StepCase {
  /** Unique among the machine's. */
  readonly label: string;
  readonly record: StepRecord;
  readonly ours: Side;
  /** Absent where ours was measured alone. */
  readonly against?: { readonly side: Side; readonly comparison: Comparison };
}

export type ComparedCase = StepCase & Required<Pick<StepCase, 'against'>>;

export function stepCasesOf(records: readonly StepRecord[]): StepCase[] {
  const cases = records.flatMap((record) => {
    const [ours, ...others] = record.sides;
    if (!ours) return [];
    if (others.length === 0) return [{ label: record.case, record, ours }];
    return others.map((side): StepCase => {
      const label = others.length > 1 ? `${record.case}, ${side.name}` : record.case;
      const comparison = compare(ours.milliseconds, side.milliseconds);
      return { label, record, ours, against: { side, comparison } };
    });
  });
  return cases.map((one, index) => {
    const before = cases.slice(0, index).filter(({ label }) => label === one.label).length;
    return before > 0 ? { ...one, label: `${one.label} (${before + 1})` } : one;
  });
}

export const isCompared = (one: StepCase): one is ComparedCase => one.against !== undefined;
