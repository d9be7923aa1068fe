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

/** The source of the gradient at the layer's output. */
export type BackwardSignal =
  /**
   * The loss ½‖f − y‖², summed over entries: the gradient is f − y, with entries Θ(1) at the start.
   * If `averaged` over the entries, it is divided by their number.
   */
  | { readonly kind: 'error'; readonly averaged?: boolean }
  /**
   * A fixed random readout w with entries Θ(n^exponent) and a scalar error: the gradient is error ·
   * w, with an error of Θ(1) at the start. The standard exponent is −1/2, that of μP −1.
   */
  | { readonly kind: 'readout'; readonly exponent: number };

/**
 * The gradient at the layer's output.
 *
 * @param output what the trained parameters have added to the output
 * @param dimension there are n^dimension outputs
 */
export function backwardSignal(signal: BackwardSignal, output: Written, dimension: number) {
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

/** The initial direction of the gradient at the layer's output. */
export const gradientDirection = ({ kind }: BackwardSignal): Direction =>
  kind === 'error' ? 'e₀' : 'w';

/** The network's output for a layer's output, or for its change: the product with the readout, or unchanged without one. */
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
