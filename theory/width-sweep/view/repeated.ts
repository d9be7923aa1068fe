import { familyTitle, optimiserTitle } from '@singlora/records';
import {
  column,
  format,
  methodTitle,
  numbers,
  stacked,
  table,
  type CellValue,
  type Table,
} from '@singlora/reporting';
import { exponentText } from '@singlora/statistics';
import { slopeText, widthsText } from '../../report/words.ts';
import type { SweepCell } from '../record.ts';
import cells from './repeated.json' with { type: 'json' };
import type { SweepRun } from './subject.ts';

/** A case of the sweep: a run's settings and one of its rates. */
export interface Case {
  readonly config: Pick<SweepRun['config'], 'family' | 'method' | 'optimiser'>;
  readonly cell: Pick<SweepCell, 'rateExponent' | 'first'>;
}

const again = ({ config: { family, method, optimiser }, cell: { rateExponent } }: Case) =>
  cells.find(
    (one) =>
      one.family === family &&
      one.method === method &&
      one.optimiser === optimiser &&
      one.rateExponent === rateExponent,
  );

const fitCell = (fit: (typeof cells)[number]['slopes'][number] | undefined): CellValue =>
  fit && { text: slopeText(fit), detail: spanOf(fit) };

const spanOf = ({
  widths,
  seeds,
}: {
  readonly widths: readonly number[];
  readonly seeds: number;
}) => `${widthsText(widths)}, ${format.plural(seeds, 'seed')}`;

/** NumPy's first steps of cases that differ from the derivation, also at larger widths (tools/reference/residual_mup.py). */
export const repeatedTable = (cases: readonly Case[]): Table =>
  table(
    'Slopes of the first step where a case is not as derived, by NumPy with weights of its own.',
    cases,
    [
      column('Method and model', ({ config: { family, method, optimiser } }) =>
        [methodTitle(method), familyTitle(family), optimiserTitle(optimiser)].join(', '),
      ),
      numbers('c', ({ cell }) => exponentText(cell.rateExponent)),
      numbers('Derived', ({ cell: { first } }) => first && exponentText(first.predicted)),
      stacked(numbers('The same widths', (one) => fitCell(again(one)?.slopes[0]))),
      stacked(numbers('Wider ones', (one) => fitCell(again(one)?.slopes[1]))),
    ],
    { notes: ['–: not repeated.'] },
  );
