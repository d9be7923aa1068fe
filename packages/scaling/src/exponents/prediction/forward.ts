import { constant, type Exponent } from '../algebra/exponent.ts';
import { magnitudeOf, productOf, valueOf, type FactorModel, type Values } from './factor-model.ts';
import { gainOf, rowNorm } from './magnitude.ts';
import { along, plus, sizeOf, times } from '../algebra/quantity.ts';
import { transposed, type Trace, type Written } from './trace.ts';

/** The layer's input, with entries Θ(n^exponent). */
export const inputOf = (exponent: number): Written => ({
  formula: 'x',
  value: along('x', constant(exponent)),
});

/** The adapted layer's forward pass. */
export interface ForwardPass {
  readonly x: Written;
  readonly p: Written;
  readonly q: Written;
  /** Qᵀx */
  readonly feature: Written;
  /** P (Qᵀx) */
  readonly product: Written;
  /** DoRA's gain, where the method has a magnitude. */
  readonly gain: Gain | undefined;
  /** The trained parameters' part of the output. */
  readonly output: Written;
}

/** The gain, the rows' norm in it, and the output that it multiplies: the frozen weight's plus the update's. */
interface Gain extends Written {
  readonly norm: Exponent;
  readonly inside: Written;
}

/** @param u the ramp's value */
export function forward(
  model: FactorModel,
  values: Values,
  x: Written,
  u: Written,
  trace: Trace,
): ForwardPass {
  const p = { formula: model.p.join(''), value: productOf(model.p, values) };
  const q = { formula: model.q.join(''), value: productOf(model.q, values) };
  const feature = trace.inner(q, x, 1);
  const product: Written = {
    formula: `${p.formula}(${feature.formula})`,
    value: times(p.value, feature.value),
  };
  const update: Written = {
    formula: u.formula + product.formula,
    value: times(u.value, product.value),
  };
  const gain = gainIn(model, values, x, u, p, q, update, trace);
  const output = gain
    ? trace.define('f', `g∘${gain.inside.formula}`, times(gain.value, gain.inside.value))
    : trace.define('f', update.formula, update.value);
  return { x, p, q, feature, product, gain, output };
}

function gainIn(
  model: FactorModel,
  values: Values,
  x: Written,
  u: Written,
  p: Written,
  q: Written,
  update: Written,
  trace: Trace,
): Gain | undefined {
  const m = magnitudeOf(model);
  if (m === undefined) return undefined;
  const sides = { p: times(u.value, p.value), q: q.value };
  const formula = `${m}/‖W₀ + ${u.formula}${p.formula}${transposed(q.formula)}‖`;
  return {
    ...trace.define('g', formula, gainOf(valueOf(values, m), sides)),
    norm: rowNorm(sides),
    inside: {
      formula: `(f₀ + ${update.formula})`,
      // A frozen weight of entries n^-1/2 leaves the input's order as it is.
      value: plus(along('f₀', sizeOf(x.value)), update.value),
    },
  };
}
