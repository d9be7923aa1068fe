import { constant, type Exponent } from '../algebra/exponent.ts';
import { magnitudeOf, productOf, parameterValue } from './factor-model.ts';
import { gainOf, rowNorm } from './magnitude.ts';
import { along, plus, largestExponent, times } from '../algebra/quantity.ts';
import type { BegunStep } from './ramp.ts';
import { transposed, type Written } from './trace.ts';

/** The layer's input, with entries Θ(n^exponent). */
export const inputOf = (exponent: number): Written => ({
  formula: 'x',
  value: along('x', constant(exponent)),
});

export type ForwardPass = ReturnType<typeof forward>;

/** The gain, its parameter, the rows' norm in it, and the output that it multiplies: the frozen weight's plus the update's. */
export interface Gain extends Written {
  readonly magnitude: string;
  readonly norm: Exponent;
  readonly inside: Written;
}

/**
 * The adapted layer's forward pass: `feature` is Qᵀx, `product` P (Qᵀx), `gain` DoRA's, where the method has a magnitude, and
 * `output` the trained parameters' contribution to the output.
 */
export function forward({ model, before, ramp, trace }: BegunStep, x: Written) {
  const u = ramp.before;
  const p = { formula: model.p.join(''), value: productOf(model.p, before) };
  const q = { formula: model.q.join(''), value: productOf(model.q, before) };
  const feature = trace.inner(q, x, 1);
  const product: Written = {
    formula: `${p.formula}(${feature.formula})`,
    value: times(p.value, feature.value),
  };
  const update: Written = {
    formula: u.formula + product.formula,
    value: times(u.value, product.value),
  };
  const gainBy = (magnitude: string): Gain => {
    const sides = { p: times(u.value, p.value), q: q.value };
    const formula = `${magnitude}/‖W₀ + ${u.formula}${p.formula}${transposed(q.formula)}‖`;
    return {
      ...trace.define('g', formula, gainOf(parameterValue(before, magnitude), sides)),
      magnitude,
      norm: rowNorm(sides),
      inside: {
        formula: `(f₀ + ${update.formula})`,
        // A frozen weight with entries n^-1/2 preserves the input's order.
        value: plus(along('f₀', largestExponent(x.value)), update.value),
      },
    };
  };
  const magnitude = magnitudeOf(model);
  const gain = magnitude === undefined ? undefined : gainBy(magnitude);
  const output = gain
    ? trace.define('f', `g∘${gain.inside.formula}`, times(gain.value, gain.inside.value))
    : trace.define('f', update.formula, update.value);
  return { x, p, q, feature, product, gain, output };
}
