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

export function linesOf({ optimum, transferred }: TransferReport): string[] {
  return optimum.map(({ width, rate, low, high, atEdge }) => {
    const edge = atEdge > 0 ? `, ${atEdge} seeds at the edge of the rates` : '';
    const best = `n = ${width}: best rate ${power(rate)} (95 % ${power(low)} to ${power(high)})${edge}`;
    const to = transferred.find((one) => one.width === width);
    return to ? `${best}; ${lossLine(to)}` : best;
  });
}

function lossLine({ own, kept, scaled }: TransferReport['transferred'][number]): string {
  const times = ({ ratio }: typeof kept) =>
    ratio
      ? `× ${ratio.value.toFixed(2)} (${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)})`
      : 'diverged';
  const parts = [`loss ${own.loss?.toPrecision(2) ?? 'diverged'}`, `rate kept ${times(kept)}`];
  return [...parts, ...(scaled ? [`rate scaled ${times(scaled)}`] : [])].join(', ');
}

const power = (rate: number) => `2^${Math.log2(rate).toFixed(1)}`;
