import { constant, order1 } from '../algebra/exponent.ts';
import { along, inner, plus, scalar, times } from '../algebra/quantity.ts';
import type { Written } from './trace.ts';

/** Where the gradient at the layer's output comes from. */
export type BackwardSignal =
  /** The loss ½‖f − y‖², summed over entries: the gradient is f − y, of entries Θ(1) at the start. */
  | { readonly kind: 'error' }
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
    return { formula: `e₀ + ${formula}`, value: plus(along('e₀', order1), value) };
  }
  const readout = along('w', constant(signal.exponent));
  const error = plus(scalar(order1), inner(readout, value, dimension));
  return { formula: `w(ε₀ + wᵀ${formula})`, value: times(error, readout) };
}
