import { order1, type Exponent } from '../algebra/exponent.ts';
import { magnitudeOf, productOf, valueOf, type FactorModel, type Values } from './factor-model.ts';
import { gainOf, rowNorm } from './magnitude.ts';
import { along, plus, times } from '../algebra/quantity.ts';
import { transposed, type Trace, type Written } from './trace.ts';

/** The layer's input, with entries Θ(1). */
export const x: Written = { formula: 'x', value: along('x', order1) };

/** The adapted layer's forward pass. */
export interface ForwardPass {
  readonly p: Written;
  readonly q: Written;
  /** Qᵀx */
  readonly feature: Written;
  /** P (Qᵀx) */
  readonly product: Written;
  /** DoRA's gain, where the method has a magnitude. */
  readonly gain: Gain | undefined;
  /** What the trained parameters have made of the output. */
  readonly output: Written;
}

/** The gain, the rows' norm in it, and what it multiplies: the frozen output and the update's. */
export interface Gain extends Written {
  readonly norm: Exponent;
  readonly inside: Written;
}

/** @param u the ramp's value */
export function forward(model: FactorModel, values: Values, u: Written, trace: Trace): ForwardPass {
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
  const gain = gainIn(model, values, u, p, q, update, trace);
  const output = gain
    ? trace.define('f', `g∘${gain.inside.formula}`, times(gain.value, gain.inside.value))
    : trace.define('f', update.formula, update.value);
  return { p, q, feature, product, gain, output };
}

function gainIn(
  model: FactorModel,
  values: Values,
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
      value: plus(along('f₀', order1), update.value),
    },
  };
}
