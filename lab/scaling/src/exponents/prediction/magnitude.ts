import { add, max, order1, scale, type Exponent } from '../algebra/exponent.ts';
import { changeOfProduct } from './factor-model.ts';
import {
  divide,
  inner,
  plus,
  scalar,
  largestExponent,
  times,
  type Quantity,
} from '../algebra/quantity.ts';

/** The two sides of an update `P Qᵀ`, with the ramp in P; or their changes. */
export interface UpdateSides {
  readonly p: Quantity;
  readonly q: Quantity;
}

/**
 * The norms of the rows of `W0 + P Qᵀ`, which are Θ(1) without the update: the square root of
 * `1 + P ∘ P (QᵀQ)`. The cross term `P ∘ (W0 Q)` is left out: where it dominates, it stays below
 * `P (Qᵀx)` at the layer's output, so no leading exponent depends on it.
 */
export const rowNorm = ({ p, q }: UpdateSides): Exponent =>
  max(order1, add(largestExponent(p), scale(largestExponent(inner(q, q, 1)), 1 / 2)));

/** DoRA's gain `m / ‖W0 + P Qᵀ‖` (arXiv 2402.09353, equation 5). */
export const gainOf = (m: Quantity, sides: UpdateSides): Quantity => divide(m, rowNorm(sides));

/** A step's change of the gain, which grows with m and falls with the rows' norm; and the gain after it. */
export function changeOfGain(
  m: Quantity,
  deltaM: Quantity,
  sides: UpdateSides,
  change: UpdateSides,
) {
  const { p, q } = sides;
  const after = { p: plus(p, change.p), q: plus(q, change.q) };
  const squares = changeOfProduct(
    ['P', 'P', 'QᵀQ'],
    { P: scalar(largestExponent(p)), QᵀQ: inner(q, q, 1) },
    { P: scalar(largestExponent(change.p)), QᵀQ: inner(after.q, change.q, 1) },
  );
  const normAfter = rowNorm(after);
  return {
    change: plus(
      divide(deltaM, normAfter),
      divide(times(gainOf(m, sides), squares), scale(normAfter, 2)),
    ),
    after: gainOf(plus(m, deltaM), after),
  };
}
