import { expect, it } from 'vitest';
import { runsOf } from '../../report/recorded.test.support.ts';
import { repeatedTable, type Case } from './repeated.ts';
import type { SweepRun } from './subject.ts';

const [run] = runsOf<SweepRun>('width-sweep', { method: 'singlora', optimiser: 'adam' });

const caseAt = (rateExponent: number, predicted: number, optimiser = 'adam:epsilon=1'): Case => ({
  config: { family: 'residual-mlp-mup', method: 'singlora', optimiser },
  cell: { rateExponent, first: { ...run.result.cells[0]!.first!, predicted } },
});

it('gives NumPy’s slopes at the same widths and at wider ones', () => {
  const [row] = repeatedTable([caseAt(-0.5, -1)]).rows;
  expect(row!.cells.slice(1)).toMatchObject([
    { text: '−1/2' },
    { text: '−1' },
    { text: '−1.09 (−1.13 to −1.06)', detail: '3 widths from 256 to 1,024, 200 seeds' },
    { text: '−1.01 (−1.08 to −0.95)', detail: '3 widths from 1,024 to 4,096, 40 seeds' },
  ]);
});

it('leaves empty what was not repeated', () => {
  const [row] = repeatedTable([caseAt(-0.5, 0, 'adam')]).rows;
  expect(row!.cells.slice(3)).toMatchObject([{ text: '–' }, { text: '–' }]);
});
