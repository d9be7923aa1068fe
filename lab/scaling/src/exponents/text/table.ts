import { exponentAt, type Exponent } from '../algebra/exponent.ts';
import { mapValues } from '../prediction/factor-model.ts';
import type { ExponentStep } from '../prediction/problem.ts';
import { exponentLatex, exponentExpression } from './render.ts';

/** The exponents of every quantity after this many steps. */
export type TabledStep = ReturnType<typeof derivationTable>[number];

/** The exponents of all steps and quantities as plain data. */
export const derivationTable = (steps: readonly ExponentStep[], rateExponents: readonly number[]) =>
  steps.map(({ step, quantities }) => ({
    step,
    quantities: mapValues(quantities, (exponent) => tabled(exponent, rateExponents)),
  }));

/** An exponent to read and to plot: as a function of c, and its values at some; null where the quantity is 0. */
function tabled(exponent: Exponent, rateExponents: readonly number[]) {
  const at = rateExponents.map((c) => {
    const value = exponentAt(exponent, c);
    return [c, Number.isFinite(value) ? value : null] as const;
  });
  return { text: exponentExpression(exponent), latex: exponentLatex(exponent), at };
}
