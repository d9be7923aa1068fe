import type { Exponent } from './exponent.ts';
import { divide, scalar, sizeOf, times, type Quantity } from './quantity.ts';

/** How large the entries of a step are before the learning rate, as an optimiser declares it. */
export type StepEntries = 'gradient' | 'constant';

/**
 * The step that an optimiser makes of a gradient, at a learning rate Θ(n^rate).
 *
 * `gradient` (gradient descent; momentum too, since a gradient's exponents do not fall from step to
 * step): the gradient's own terms. `constant` (sign descent, Adam): entries Θ(1). The sign of a sum
 * follows its largest term, and a smaller one in proportion to its relative size, so the terms are
 * those of the gradient over its largest. A gradient that is exactly zero makes no step.
 */
export function stepOf(gradient: Quantity, entries: StepEntries, rate: Exponent): Quantity {
  if (gradient.size === 0) return gradient;
  const direction = entries === 'gradient' ? gradient : divide(gradient, sizeOf(gradient));
  return times(scalar(rate), direction);
}
