import { expect, it } from 'vitest';
import { altered, runsOf } from '../../report/recorded.test.support.ts';
import type { ExponentSolution } from '../record.ts';
import type { ExponentRun } from './derived.ts';
import { exponentTable } from './table.ts';

const [recorded] = runsOf<ExponentRun>('exponents');
const usual = recorded.result.solutions['stable']!;

/** The cell of a goal that no rate reaches at a fixed number of steps. */
function cellOf(optimiser: 'gradient' | 'constant', own: Partial<ExponentSolution>) {
  const learning = { ...usual, rates: [], forEver: [], logTime: [], largest: [null], ...own };
  const run = altered(recorded, { optimiser }, { solutions: { learning } });
  const { rows } = exponentTable({ title: 'Toy', runs: [run] });
  return { cell: rows[0]!.cells[2] };
}

it('says of Θ(log n) steps what is derived, or that nothing is', () => {
  const logTime = [{ rate: -1, power: 1 / 2 }];
  expect(cellOf('gradient', { logTime }).cell).toMatchObject({ detail: 'log n: c = −1' });
  expect(cellOf('gradient', {}).cell).toMatchObject({
    text: 'no c',
    detail: 'log n: none derived',
  });
});

it('says nothing of them for steps of a fixed size', () => {
  expect(cellOf('constant', {}).cell).toMatchObject({ text: 'no c', detail: undefined });
});

it('says nothing of a record from before it was derived', () => {
  expect(cellOf('gradient', { largest: [] }).cell).toMatchObject({ detail: undefined });
});
