import type { CheckView } from '../../report/view.ts';
import { record, weightStartsPreset } from '../record.ts';
import { agreementTable } from './agreement.ts';
import { exceptionTable } from './exceptions.ts';
import { judged } from './judged.ts';
import { subjectsOf, type SweepRun } from './subject.ts';
import { slopeTable, stableTable } from './table.ts';

/** The section of starts from the frozen weight. */
export const weightStartsView: CheckView<SweepRun> = {
  id: weightStartsPreset,
  record,
  judged,
  presets: [weightStartsPreset],
  place: 2.2,
  short: 'Starts from the weight',
  lead: (runs) => [stableTable(subjectsOf(runs))],
  body: (runs) => [
    agreementTable(runs),
    exceptionTable(subjectsOf(runs)),
    ...subjectsOf(runs).map((subject) => slopeTable(subject)),
  ],
};
