import { expect, it } from 'vitest';
import { altered, runsOf } from '../../report/recorded.test.support.ts';
import type { ExponentSolution } from '../record.ts';
import type { ExponentRun } from './derived.ts';
import { exponentTable } from './table.ts';

const [recorded] = runsOf<ExponentRun>('exponents');
const usual = recorded.result.solutions['stable']!;

/** The cell of a goal that no rate reaches at a fixed number of steps, and its table's notes. */
function cellOf(optimiser: 'gradient' | 'constant', own: Partial<ExponentSolution>) {
  const learning = { ...usual, rates: [], forEver: [], logTime: [], largest: [null], ...own };
  const run = altered(recorded, { optimiser }, { solutions: { learning } });
  const { rows, notes } = exponentTable({ title: 'Toy', runs: [run] });
  return { cell: rows[0]!.cells[2], note: notes.join(' ') };
}

it('says of Θ(log n) steps what is derived, or that nothing is', () => {
  const logTime = [{ rate: -1, power: 1 / 2 }];
  expect(cellOf('gradient', { logTime }).cell).toMatchObject({ detail: 'log n: c = −1' });
  const { cell, note } = cellOf('gradient', {});
  expect(cell).toMatchObject({ text: 'no c', detail: 'log n: none derived' });
  expect(note).toContain('“None derived”: ');
});

it('says it of all steps of a fixed size at once', () => {
  const { cell, note } = cellOf('constant', {});
  expect(cell).toMatchObject({ text: 'no c', detail: undefined });
  expect(note).toContain('Steps of a fixed size multiply nothing by a constant');
});

it('says nothing of a record from before it was derived', () => {
  expect(cellOf('gradient', { largest: [] }).cell).toMatchObject({ detail: undefined });
});
