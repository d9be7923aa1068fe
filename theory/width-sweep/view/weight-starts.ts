import type { CheckView } from '../../report/view.ts';
import { record, weightStartsPreset } from '../record.ts';
import { agreementTable } from './agreement.ts';
import { exceptionTable } from './exceptions.ts';
import { judged } from './judged.ts';
import { sweepSubjects, type SweepRun } from './subject.ts';
import { slopeTable, stableTable } from './table.ts';

/** The section of starts from the frozen weight. */
export const weightStartsView: CheckView<SweepRun> = {
  id: weightStartsPreset,
  record,
  judged,
  presets: [weightStartsPreset],
  place: 2.2,
  short: 'Starts from the weight',
  lead: (runs) => [stableTable(sweepSubjects(runs))],
  body: (runs) => [
    agreementTable(runs),
    exceptionTable(sweepSubjects(runs)),
    ...sweepSubjects(runs).map((subject) => slopeTable(subject)),
  ],
};
