import {
  measureLosses,
  transferReport,
  type RateLosses,
  type TransferReport,
} from '@singlora/scaling';
import { resultJson } from '../record.ts';
import { record } from './record.ts';
import type { WidthCheck } from '../width-session.ts';
import type { TransferRunConfig } from './plan.ts';

export const transfer: WidthCheck<TransferRunConfig, RateLosses> = {
  begin: (config, models) => ({
    measure: (width, seed) => measureLosses(config, models, width, seed),
    report(units) {
      const report = transferReport(config, units);
      return {
        result: resultJson(record, { version: 1, ...report }),
        lines: linesOf(report),
        summary: summaryOf(report),
      };
    },
  }),
  describe,
};

function summaryOf({ exponent, predictedExponent, optimum, transferred }: TransferReport) {
  const last = transferred.at(-1);
  const { slope, low, high } = exponent ?? {};
  return defined({
    exponent: slope,
    exponent_low: low,
    exponent_high: high,
    predicted: predictedExponent,
    at_edge: optimum.reduce((sum, { atEdge }) => sum + atEdge, 0),
    widest: last?.width,
    own_loss: last?.own.loss,
    kept_ratio: last?.kept.ratio?.value,
    scaled_ratio: last?.scaled?.ratio?.value,
  });
}

function defined(numbers: Record<string, number | null | undefined>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(numbers).flatMap(([name, value]) =>
      typeof value === 'number' ? [[name, value]] : [],
    ),
  );
}

function linesOf({ optimum, transferred }: TransferReport): string[] {
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

/** A finished run in one line. */
function describe(summary: Readonly<Record<string, number>>): string {
  const { exponent, exponent_low: low, exponent_high: high, predicted, widest, seconds } = summary;
  const measured =
    exponent === undefined
      ? 'no exponent'
      : `best rate ∝ n^${exponent.toFixed(2)} (95 % ${low?.toFixed(2)} to ${high?.toFixed(2)})`;
  const derived = predicted === undefined ? '' : `, derived ${predicted.toFixed(2)}`;
  const { kept_ratio: ratio } = summary;
  const kept = ratio === undefined ? 'diverges' : `costs × ${ratio.toFixed(2)}`;
  const cost = widest === undefined ? '' : `; kept, it ${kept} in loss at n = ${widest}`;
  return `${measured}${derived}${cost}; ${seconds?.toFixed(0)} s`;
}
