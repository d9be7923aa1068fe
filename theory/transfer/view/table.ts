import {
  column,
  format,
  numbers,
  stacked,
  table,
  type CellValue,
  type Table,
} from '@singlora/reporting';
import { exponentText, rangeText } from '../../report/words.ts';
import type { AtRate } from '../record.ts';
import { dataText, type TransferRun, type TransferSubject } from './subject.ts';

/** How the best rate grows, and what the first width's best rate costs at the last. */
export function transferTable(subjects: readonly TransferSubject[]): Table {
  const rows = subjects.flatMap(({ title, runs }) =>
    runs.map((run) => ({ subject: title, run, last: run.result.transferred.at(-1) })),
  );
  return table(
    'The exponent of the best rate with its 95% interval, and the loss of the widest model at the rate that was best for the narrowest: kept as it is, and scaled by the derived exponent; as multiples of its loss at its own best rate.',
    rows,
    [
      column('Method', ({ run }) => run.result.title),
      stacked(
        column('Model and optimiser', ({ subject, run }) => ({
          text: subject,
          detail: dataText(run),
        })),
      ),
      stacked(numbers('Exponent', ({ run }) => exponentCell(run))),
      numbers('Derived', ({ run }) => derivedText(run)),
      numbers(['At an end', 'of the rates'], ({ run }) => edgesText(run)),
      numbers('Own loss', ({ last }) => format.significant(last?.own.loss ?? undefined)),
      stacked(numbers('Rate kept', ({ last }) => costCell(last?.kept))),
      stacked(numbers('Rate scaled', ({ last }) => costCell(last?.scaled))),
    ],
    {
      kind: ({ run }) => differs(run) && 'marked',
      notes: [
        'Marked: the interval does not reach within ±0.1 of the derived exponent. At an end: of widths × seeds, how many best rates were an end of the rates tried, so that a better one may lie beyond.',
      ],
    },
  );
}

const exponentCell = ({ result: { exponent } }: TransferRun): CellValue =>
  exponent ? { text: format.fixed(exponent.slope), detail: rangeText(exponent) } : undefined;

const derivedText = ({ result: { predictedExponent: derived } }: TransferRun) =>
  derived === null ? undefined : exponentText(derived);

const differs = ({ result: { exponent, predictedExponent: derived } }: TransferRun) =>
  exponent !== null && derived !== null && !reaches(exponent, derived);

function edgesText({ config, result: { optimum } }: TransferRun): string {
  const edges = optimum.reduce((sum, { atEdge }) => sum + atEdge, 0);
  return `${format.count(edges)} of ${format.count(config.seeds.length * optimum.length)}`;
}

/** Whether an interval, widened by what finite widths bend, holds an exponent. */
export const reaches = ({ low, high }: { low: number; high: number }, exponent: number) =>
  exponent >= low - 0.1 && exponent <= high + 0.1;

function costCell(at: AtRate | null | undefined): CellValue {
  if (!at) return undefined;
  if (!at.ratio) return 'diverges';
  const { value, low, high } = at.ratio;
  return {
    text: format.ratio(value),
    detail: `${format.ratio(low)} to ${format.ratio(high)}`,
  };
}
