import { exponentAt, type Exponent } from '../algebra/exponent.ts';
import { mapValues } from '../prediction/factor-model.ts';
import type { ExponentStep, QuantityName } from '../prediction/problem.ts';
import { exponentLatex, exponentText } from './render.ts';

/** An exponent as text and for plots: as a function of c, and its values at some c; null where the quantity is 0. */
interface TabledExponent {
  readonly text: string;
  readonly latex: string;
  readonly at: readonly (readonly [c: number, exponent: number | null])[];
}

/** The exponents of every quantity after this many steps. */
export interface TabledStep {
  readonly step: number;
  readonly quantities: Readonly<Record<QuantityName, TabledExponent>>;
}

/** The exponents of all steps and quantities as plain data. */
export const derivationTable = (
  steps: readonly ExponentStep[],
  rateExponents: readonly number[],
): TabledStep[] =>
  steps.map(({ step, quantities }) => ({
    step,
    quantities: mapValues(quantities, (exponent) => tabled(exponent, rateExponents)),
  }));

function tabled(exponent: Exponent, rateExponents: readonly number[]): TabledExponent {
  const at = rateExponents.map((c) => {
    const value = exponentAt(exponent, c);
    return [c, Number.isFinite(value) ? value : null] as const;
  });
  return { text: exponentText(exponent), latex: exponentLatex(exponent), at };
}
