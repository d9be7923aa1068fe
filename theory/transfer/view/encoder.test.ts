import { expect, it } from 'vitest';
import { altered, runsOf } from '../../report/recorded.test.support.ts';
import { encoderPlan } from '../presets.ts';
import { encoderTable, rateVerdictOf } from './encoder.ts';
import type { TransferRun } from './subject.ts';

const [recorded] = runsOf<TransferRun>('transfer', { method: 'singlora' });
const { families, methods, optimisers, ...same } = encoderPlan;

/** A run of the plan, with this slope of its best rate. */
function growing(slope: number, half = 0.05, config: Partial<TransferRun['config']> = {}) {
  const exponent = { ...recorded.result.exponent!, slope, low: slope - half, high: slope + half };
  const losses = same.widths.map(() => [same.seeds.map(() => 1)]);
  const optimum = same.widths.map((width) => ({ width, rate: 1, low: 1, high: 1, atEdge: 0 }));
  const of = { ...same, optimiser: 'adam', preset: 'encoder', ...config };
  return altered(recorded, of, { exponent, losses, optimum, predictedExponent: -3 / 4 });
}

it('is predicted where the derived exponent is reached and no rival, and not where it is not reached', () => {
  expect(rateVerdictOf(growing(-0.75))).toBe('predicted');
  expect(rateVerdictOf(growing(-0.67))).toBe('predicted');
  expect(rateVerdictOf(growing(-0.62))).toBe('undecided'); // reaches −1/2
  expect(rateVerdictOf(growing(-0.88))).toBe('undecided'); // reaches −1
  expect(rateVerdictOf(growing(-0.58))).toBe('not predicted');
  expect(rateVerdictOf(growing(-0.75, 0.2))).toBe('undecided');
});

it('is undecided with best rates at the ends, or a seed that diverged at all rates', () => {
  const run = growing(-0.75);
  const edged = run.result.optimum.map((one) => ({ ...one, atEdge: 2 }));
  expect(rateVerdictOf(altered(run, {}, { optimum: edged }))).toBe('undecided');
  const losses = run.result.losses.map(([seeds]) => [[null, ...seeds!.slice(1)]]);
  expect(rateVerdictOf(altered(run, {}, { losses }))).toBe('undecided');
});

it('answers once all planned runs are there, and them alone', () => {
  const all = families.flatMap((family) =>
    methods.map((method) => growing(-0.75, 0.05, { family, method })),
  );
  const verdicts = (runs: readonly TransferRun[]) =>
    encoderTable(runs)?.rows.map(({ cells }) => cells.at(-1)?.text);
  expect(verdicts(all)).toEqual(all.map(() => 'predicted'));
  const other = altered(all[0]!, { steps: same.steps + 1 });
  expect(verdicts([other, ...all.slice(1)])).toBeUndefined();
  const off = growing(-0.2, 0.05, { family: families[0]!, method: methods[0]! });
  expect(verdicts([off, ...all.slice(1)])?.[0]).toBe('not predicted');
});
