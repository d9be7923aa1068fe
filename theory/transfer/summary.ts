import { edgesOf, type TransferReport } from '@singlora/scaling';

export function transferSummary({
  exponent,
  predictedExponent,
  optimum,
  transferred,
}: TransferReport) {
  const last = transferred.at(-1);
  const { slope, low, high } = exponent ?? {};
  return {
    exponent: slope,
    exponent_low: low,
    exponent_high: high,
    predicted: predictedExponent,
    at_edge: edgesOf(optimum),
    widest: last?.width,
    own_loss: last?.own.loss,
    kept_ratio: last?.kept.ratio?.value,
    scaled_ratio: last?.scaled?.ratio?.value,
  };
}

/** A finished run in one line. */
export const says =
  '[best rate ∝ n^{exponent} (95 % {exponent_low} to {exponent_high})][, derived {predicted}]' +
  '[; kept, it costs × {kept_ratio} in loss at n = {widest}]; {seconds} s';
