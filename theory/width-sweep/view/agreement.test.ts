import { expect, it } from 'vitest';
import type { SweepCell } from '../record.ts';
import { runsOf } from '../../report/recorded.test.support.ts';
import { agreementTable, distinct, isBounded } from './agreement.ts';
import type { SweepRun } from './subject.ts';

it.each([
  ['stable', true],
  ['vanishing', true],
  ['exploding', false],
] as const)('what is predicted %s is bounded: %s', (predictedVerdict, is) => {
  expect(isBounded({ predictedVerdict } as SweepCell)).toBe(is);
});

it('counts a measurement once, however many rates and methods repeat it', () => {
  const at = (slope: number, predicted: number) => ({
    fit: { slope, low: slope - 0.05, high: slope + 0.05 },
    predicted,
  });
  // The same random draws at another c: the slope moves with its prediction.
  expect(distinct([at(-0.48, -0.5), at(0.02, 0), at(0.02, 0), at(0.04, 0)])).toHaveLength(2);
});

it('counts the first step, bounded rates and those above apart', () => {
  const runs = runsOf<SweepRun>('width-sweep', { method: 'singlora' });
  const counts = agreementTable(runs).rows.map(({ cells }) =>
    cells.slice(1, 5).map(({ text }) => Number(text)),
  );
  expect(counts).toHaveLength(3);
  for (const [all = NaN, ...parts] of counts) expect(parts.reduce((a, b) => a + b, 0)).toBe(all);
  expect(counts.every(([all = 0]) => all > 0)).toBe(true);
});
