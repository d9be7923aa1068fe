import type { Exponent } from '../algebra/exponent.ts';
import {
  changeOfProduct,
  magnitudeOf,
  valueOf,
  type FactorModel,
  type Values,
} from './factor-model.ts';
import type { ForwardPass } from './forward.ts';
import { changeOfGain, type Sides } from './magnitude.ts';
import { plus, sizeOf, times } from '../algebra/quantity.ts';
import type { RampStep } from './ramp.ts';
import { networkOutput, type BackwardSignal } from './signal.ts';
import type { Trace, Written } from './trace.ts';

/** What a step does: the parameters before it, how they change, and the ramp. */
interface StepTaken {
  readonly model: FactorModel;
  readonly before: Values;
  readonly changes: Values;
  readonly ramp: RampStep;
  readonly signal: BackwardSignal;
  /** The outputs number n^dimension. */
  readonly dimension: number;
}

type OutputChange = Readonly<
  Record<'deltaQx' | 'delta1' | 'delta2' | 'delta3' | 'deltaF' | 'deltaOut', Exponent>
>;

/** The parts of the update's change, δ1 = ΔP (Qᵀx), δ2 = P (ΔQᵀx), δ3 = ΔP (ΔQᵀx), and the output's. */
export function changeOfOutput(taken: StepTaken, pass: ForwardPass, trace: Trace): OutputChange {
  const { model, before, changes, ramp, signal, dimension } = taken;
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
  const { formula, value } = throughGain(taken, pass, { deltaP, deltaQ, update }, trace);
  const deltaF = trace.define('Δf', formula, value);
  const network = networkOutput(signal, deltaF, dimension);
  const deltaOut =
    signal.kind === 'error' ? network : trace.define('Δo', network.formula, network.value);
  return {
    deltaQx: sizeOf(deltaFeature.value),
    delta1: sizeOf(delta1.value),
    delta2: sizeOf(delta2.value),
    delta3: sizeOf(delta3.value),
    deltaF: sizeOf(deltaF.value),
    deltaOut: sizeOf(deltaOut.value),
  };
}

const sumOf = (terms: readonly Written[]): Written => ({
  formula: terms.map(({ formula }) => formula).join(' + '),
  value: plus(...terms.map(({ value }) => value)),
});

/** The output's change from the update's: the same, unless a gain multiplies it and changes too. */
function throughGain(
  { model, before, changes, ramp }: StepTaken,
  { p, q, gain }: ForwardPass,
  { deltaP, deltaQ, update }: Readonly<Record<'deltaP' | 'deltaQ' | 'update', Written>>,
  trace: Trace,
): Written {
  const m = magnitudeOf(model);
  if (m === undefined || !gain) return update;
  const sides: Sides = { p: times(ramp.before.value, p.value), q: q.value };
  const change: Sides = {
    p: plus(times(ramp.after.value, deltaP.value), times(ramp.change.value, p.value)),
    q: deltaQ.value,
  };
  const gains = changeOfGain(valueOf(before, m), valueOf(changes, m), sides, change);
  const after = trace.define('g′', `(${m} + Δ${m})/‖W + ΔW‖`, gains.after);
  const deltaGain = trace.define('Δg', 'g′ − g', gains.change);
  return {
    formula: `${after.formula}∘(${update.formula}) + ${deltaGain.formula}∘${gain.inside.formula}`,
    value: plus(times(after.value, update.value), times(deltaGain.value, gain.inside.value)),
  };
}
