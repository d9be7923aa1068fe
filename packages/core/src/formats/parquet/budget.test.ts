import { expect, it } from 'vitest';
import { Budget } from './budget.ts';

const MiB = 2 ** 20;

it('lets a page take what any reader may beside its column, and rows more', () => {
  const budget = new Budget('rows.parquet', 10 * MiB);
  budget.check(190 * MiB, 'its rows');
  budget.checkPage(74 * MiB);
  expect(() => budget.checkPage(75 * MiB)).toThrow(/a page would take far more memory/);
  // Rows that are kept leave less.
  budget.keep(180 * MiB, 'its rows');
  expect(() => budget.checkPage(20 * MiB)).toThrow(/a page would take far more memory/);
});
