import { order1 } from '../algebra/exponent.ts';
import { nothing, scalar } from '../algebra/quantity.ts';
import type { FactorModel, Values } from './factor-model.ts';
import type { BackwardSignal } from './signal.ts';
import type { Trace, Written } from './trace.ts';

/** A step at its start: the method, its parameters before it, and where it is written down. */
export interface BegunStep {
  readonly model: FactorModel;
  readonly before: Values;
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
  if (length === 0) {
    const none = { formula: '', value: one };
    return { before: none, after: none, change: { formula: '', value: nothing } };
  }
  return {
    before: { formula: 'u', value: step === 1 ? nothing : one },
    after: { formula: 'u′', value: one },
    change: { formula: 'Δu', value: step > length ? nothing : one },
  };
}
