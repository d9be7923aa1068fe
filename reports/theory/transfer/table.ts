import { format, type Cell, type Row, type Table } from '@singlora/reporting';
import { exponentText } from '../words.ts';
import type { AtRate } from '@singlora/records';
import { dataText, type TransferRun, type TransferSubject } from './subject.ts';

/** How the best rate grows, and what the first width's best rate costs at the last. */
export function transferTable(subjects: readonly TransferSubject[]): Table {
  return {
    caption:
      'The exponent of the best rate with its 95% interval, and the loss of the widest model at the rate that was best for the narrowest: kept as it is, and scaled by the derived exponent; as multiples of its loss at its own best rate.',
    columns: [
      { key: 'method', title: 'Method' },
      { key: 'subject', title: 'Model and optimiser', stacked: true },
      { key: 'exponent', title: 'Exponent', align: 'right', stacked: true },
      { key: 'derived', title: 'Derived', align: 'right' },
      { key: 'edge', title: 'At an end', detail: 'of the rates', align: 'right' },
      { key: 'loss', title: 'Own loss', align: 'right' },
      { key: 'kept', title: 'Rate kept', align: 'right', stacked: true },
      { key: 'scaled', title: 'Rate scaled', align: 'right', stacked: true },
    ],
    rows: subjects.flatMap(({ title, runs }) => runs.map((run) => transferRow(title, run))),
    notes: [
      'Marked: the interval does not reach within ±0.1 of the derived exponent. At an end: of widths × seeds, how many best rates were an end of the rates tried, so that a better one may lie beyond.',
    ],
  };
}

function transferRow(subject: string, run: TransferRun): Row {
  const { title, exponent, predictedExponent: derived, optimum, transferred } = run.result;
  const last = transferred.at(-1);
  const edges = optimum.reduce((sum, { atEdge }) => sum + atEdge, 0);
  const differs = exponent && derived !== null && !reaches(exponent, derived);
  return {
    ...(differs ? { kind: 'marked' } : {}),
    cells: {
      method: title,
      subject: { text: subject, detail: dataText(run) },
      exponent: exponent
        ? {
            text: format.fixed(exponent.slope),
            detail: `${format.fixed(exponent.low)} to ${format.fixed(exponent.high)}`,
          }
        : format.absent,
      derived: derived === null ? format.absent : exponentText(derived),
      edge: `${format.count(edges)} of ${format.count(run.config.seeds.length * optimum.length)}`,
      loss: format.significant(last?.own.loss ?? undefined),
      kept: costCell(last?.kept),
      scaled: costCell(last?.scaled),
    },
  };
}

/** Whether an interval, widened by what finite widths bend, holds an exponent. */
export const reaches = ({ low, high }: { low: number; high: number }, exponent: number) =>
  exponent >= low - 0.1 && exponent <= high + 0.1;

function costCell(at: AtRate | null | undefined): Cell {
  if (!at) return { text: format.absent };
  if (!at.ratio) return { text: 'diverges' };
  const { value, low, high } = at.ratio;
  return {
    text: format.ratio(value),
    detail: `${format.ratio(low)} to ${format.ratio(high)}`,
  };
}
