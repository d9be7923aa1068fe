import { quantile } from '@singlora/statistics';
import { finite } from '../slopes/slope.ts';

/** The 25 %, 50 % and 75 % quantiles of some losses, with linear interpolation. A diverged loss, `null`, counts as infinite; null where infinite. */
export function quartiles(values: readonly (number | null)[]) {
  const losses = values.map((value) => value ?? Infinity);
  const at = (share: number) => finite(quantile(losses, share));
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}
