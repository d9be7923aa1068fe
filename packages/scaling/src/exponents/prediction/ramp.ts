import { order1 } from '../algebra/exponent.ts';
import { nothing, scalar } from '../algebra/quantity.ts';
import type { Written } from './trace.ts';

/** The ramp's u before a step, after it, and the difference. Without a ramp they are 1 and not written. */
export interface RampStep {
  readonly before: Written;
  readonly after: Written;
  readonly change: Written;
}

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
