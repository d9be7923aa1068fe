import { constant, order1 } from '../algebra/exponent.ts';
import {
  along,
  inner,
  plus,
  scalar,
  times,
  type Direction,
  type Quantity,
} from '../algebra/quantity.ts';
import type { Written } from './trace.ts';

/** Where the gradient at the layer's output comes from. */
export type BackwardSignal =
  /**
   * The loss ½‖f − y‖², summed over entries: the gradient is f − y, of entries Θ(1) at the start. `averaged` over the entries instead,
   * it is that divided by their number.
   */
  | { readonly kind: 'error'; readonly averaged?: boolean }
  /**
   * A fixed random readout w of entries Θ(n^exponent) and a scalar error: the gradient is error · w,
   * with an error Θ(1) at the start. Exponent −1/2 is the standard one, −1 that of μP.
   */
  | { readonly kind: 'readout'; readonly exponent: number };

/**
 * The gradient at the layer's output.
 *
 * @param output what the trained parameters have added to the output
 * @param dimension the outputs number n^dimension
 */
export function backwardSignal(
  signal: BackwardSignal,
  output: Written,
  dimension: number,
): Written {
  const { formula, value } = output;
  if (signal.kind === 'error') {
    const error = plus(along('e₀', order1), value);
    return signal.averaged
      ? { formula: `(e₀ + ${formula})/n`, value: times(scalar(constant(-dimension)), error) }
      : { formula: `e₀ + ${formula}`, value: error };
  }
  const readout = readoutOf(signal);
  const error = plus(scalar(order1), inner(readout, value, dimension));
  return { formula: `w(ε₀ + wᵀ${formula})`, value: times(error, readout) };
}

/** The direction of the gradient at the layer's output at the start. */
export const directionOf = ({ kind }: BackwardSignal): Direction => (kind === 'error' ? 'e₀' : 'w');

/** The network's output for a layer's output, or their changes: the readout's product with it, or the same where there is none. */
export function networkOutput(
  signal: BackwardSignal,
  { formula, value }: Written,
  dimension: number,
): Written {
  if (signal.kind === 'error') return { formula, value };
  return { formula: `wᵀ${formula}`, value: inner(readoutOf(signal), value, dimension) };
}

const readoutOf = ({ exponent }: Extract<BackwardSignal, { kind: 'readout' }>): Quantity =>
  along('w', constant(exponent));
