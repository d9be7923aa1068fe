import type { TransferReport } from '@singlora/scaling';

export function summaryOf({ exponent, predictedExponent, optimum, transferred }: TransferReport) {
  const last = transferred.at(-1);
  const { slope, low, high } = exponent ?? {};
  return {
    exponent: slope,
    exponent_low: low,
    exponent_high: high,
    predicted: predictedExponent,
    at_edge: optimum.reduce((sum, { atEdge }) => sum + atEdge, 0),
    widest: last?.width,
    own_loss: last?.own.loss,
    kept_ratio: last?.kept.ratio?.value,
    scaled_ratio: last?.scaled?.ratio?.value,
  };
}
