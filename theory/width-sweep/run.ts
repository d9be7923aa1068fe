import { baseRate, measureUnit, sweepCells, type Cell, type Unit } from '@singlora/scaling';
import { resultJson } from '../record.ts';
import { record } from './record.ts';
import type { WidthCheck } from '../width-session.ts';
import type { SweepRunConfig } from './plan.ts';

export const sweep: WidthCheck<SweepRunConfig, Unit> = {
  begin(config, models) {
    const rate = baseRate(config, models);
    return {
      measure: (width, seed) => measureUnit(config, models, rate, width, seed),
      report(units) {
        const cells = sweepCells(config, units);
        return {
          result: resultJson(record, { baseRate: rate, cells }),
          lines: cells.map(lineOf),
          summary: {
            cells: cells.length,
            agreeing: cells.filter(({ agrees }) => agrees).length,
            undecided: cells.filter(({ verdict }) => verdict === 'undecided').length,
          },
        };
      },
    };
  },
  describe,
};

function lineOf({ rateExponent, verdict, predictedVerdict, agrees, slope }: Cell): string {
  const measured = slope
    ? `slope ${slope.slope.toFixed(2)} (95 % ${slope.low.toFixed(2)} to ${slope.high.toFixed(2)})`
    : 'no slope';
  return `rate n^${rateExponent}: ${verdict}, ${measured}; predicted ${predictedVerdict}${agrees ? '' : ' — DIFFERS'}`;
}

function describe(summary: Readonly<Record<string, number>>): string {
  const { cells = 0, agreeing = 0, undecided = 0, seconds = 0 } = summary;
  return `${agreeing} of ${cells} cells as predicted, ${undecided} undecided, ${seconds.toFixed(0)} s`;
}
