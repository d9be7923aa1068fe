import {
  changeOfProduct,
  mapValues,
  parameterValue,
  type ParameterValues,
} from './factor-model.ts';
import type { ForwardPass, Gain } from './forward.ts';
import { changeOfGain, type UpdateSides } from './magnitude.ts';
import { plus, largestExponent, times } from '../algebra/quantity.ts';
import type { BegunStep } from './ramp.ts';
import { networkOutput } from './signal.ts';
import { sumOf, type Written } from './trace.ts';

/** The parts of the update's change, δ1 = ΔP (Qᵀx), δ2 = P (ΔQᵀx) and δ3 = ΔP (ΔQᵀx), and the output's change. */
export function changeOfOutput(
  { model, before, ramp, signal, dimension, trace }: BegunStep,
  changes: ParameterValues,
  pass: ForwardPass,
) {
  const { x, p, q, feature, product } = pass;
  const changeOf = (side: Written, names: readonly string[]): Written => ({
    formula: names.length > 1 ? `Δ(${side.formula})` : `Δ${side.formula}`,
    value: changeOfProduct(names, before, changes),
  });
  const [deltaP, deltaQ] = [changeOf(p, model.p), changeOf(q, model.q)];
  const deltaFeature = trace.inner(deltaQ, x, 1);
  const part = (symbol: string, a: Written, b: Written): Written =>
    trace.define(
      symbol,
      `${ramp.after.formula}${a.formula}(${b.formula})`,
      times(ramp.after.value, a.value, b.value),
    );
  const delta1 = part('δ₁', deltaP, feature);
  const delta2 = part('δ₂', p, deltaFeature);
  const delta3 = part('δ₃', deltaP, deltaFeature);
  const ramped: Written = {
    formula: `${ramp.change.formula}${product.formula}`,
    value: times(ramp.change.value, product.value),
  };
  const update = sumOf([delta1, delta2, delta3, ...(ramp.change.formula ? [ramped] : [])]);
  const throughGain = (gain: Gain): Written => {
    const [m, deltaM] = [
      parameterValue(before, gain.magnitude),
      parameterValue(changes, gain.magnitude),
    ];
    const sides: UpdateSides = { p: times(ramp.before.value, p.value), q: q.value };
    const change: UpdateSides = {
      p: plus(times(ramp.after.value, deltaP.value), times(ramp.change.value, p.value)),
      q: deltaQ.value,
    };
    const gains = changeOfGain(m, deltaM, sides, change);
    const after = trace.define(
      'g′',
      `(${gain.magnitude} + Δ${gain.magnitude})/‖W + ΔW‖`,
      gains.after,
    );
    const deltaGain = trace.define('Δg', 'g′ − g', gains.change);
    return {
      formula: `${after.formula}∘(${update.formula}) + ${deltaGain.formula}∘${gain.inside.formula}`,
      value: plus(times(after.value, update.value), times(deltaGain.value, gain.inside.value)),
    };
  };
  // The output's change is the update's, unless there is a gain, which changes too.
  const { formula, value } = pass.gain ? throughGain(pass.gain) : update;
  const deltaF = trace.define('Δf', formula, value);
  const network = networkOutput(signal, deltaF, dimension);
  const deltaOut =
    signal.kind === 'error' ? network : trace.define('Δo', network.formula, network.value);
  const found = { deltaQx: deltaFeature, delta1, delta2, delta3, deltaF, deltaOut };
  return mapValues(found, ({ value }) => largestExponent(value));
}
