import { order1 } from '../algebra/exponent.ts';
import { nothing, scalar, type Quantity } from '../algebra/quantity.ts';
import type { FactorModel, ParameterValues } from './factor-model.ts';
import type { BackwardSignal } from './signal.ts';
import type { Trace, Written } from './trace.ts';

/** A step at its start: the method, its parameters before it, and where it is written down. */
export interface BegunStep {
  readonly model: FactorModel;
  readonly before: ParameterValues;
  readonly ramp: RampStep;
  readonly signal: BackwardSignal;
  /** There are n^dimension outputs. */
  readonly dimension: number;
  readonly trace: Trace;
}

/** The ramp's u before and after a step, and the difference. Without a ramp, u is 1 and not written. */
export type RampStep = Readonly<Record<'before' | 'after' | 'change', Written>>;

/** u(t) = min(t/T, 1) around step t ≥ 1, from t − 1 to t: zero before the first step, Θ(1) from then on. */
export function rampStep(step: number, length: number): RampStep {
  const one = scalar(order1);
  const written = (formula: string, value: Quantity) => ({
    formula: length === 0 ? '' : formula,
    value,
  });
  return {
    before: written('u', length > 0 && step === 1 ? nothing : one),
    after: written('u′', one),
    change: written('Δu', step > length ? nothing : one),
  };
}
