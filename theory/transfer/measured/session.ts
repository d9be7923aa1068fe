import { basename } from 'node:path';
import {
  cliffRounding,
  edgesOf,
  isAtEdge,
  rateTransfer,
  type TransferReport,
} from '@singlora/scaling';
import { agreementOf, tolerance } from '@singlora/statistics';
import type { Judging } from '../../measured-session.ts';
import type { ConfigOf } from '../../record.ts';
import { measuredPreset, type measuredRecord } from '../record.ts';
import type { TransferSettings } from '../settings.ts';
import { saysOf, transferSummary } from '../summary.ts';
import { readLosses } from './losses.ts';

export const judging: Judging<TransferSettings, ConfigOf<typeof measuredRecord>> = {
  configOf: (measured, { expected }) => ({
    version: 1,
    preset: measuredPreset,
    measured,
    expected,
  }),
  async read(file, { expected }) {
    const { units, ...tried } = await readLosses(file);
    const title = basename(file).replace(/\.jsonl$/, '');
    const of = { ...tried, method: measuredPreset, title, predicted: expected };
    const report = rateTransfer(of, units);
    return {
      result: { version: 1, ...report },
      summary: transferSummary(report),
      lines: [verdictLine(report, tried.seeds.length)],
    };
  },
  says: saysOf('expected'),
};

/** The verdict on the expected exponent, and the number of seeds that would show more. */
function verdictLine(report: TransferReport, seeds: number): string {
  const { widths, optimum, exponent, predictedExponent: expected } = report;
  if (!exponent) return 'No exponent: at fewer than three widths two seeds have a best rate.';
  const all = widths.length * seeds;
  if (isAtEdge(optimum, all))
    return (
      `${expected === null ? '' : `Beside the expected ${expected}: undecided. `}${edgesOf(optimum)} of ${all} best rates are an end of ` +
      'those tried, so that better ones may lie beyond: train with lower or higher rates, too.'
    );
  const rounding = cliffRounding(report);
  const [low, high] = [exponent.low - rounding, exponent.high + rounding];
  const half = (high - low) / 2;
  const enough = Math.ceil(seeds * (half / tolerance) ** 2);
  const interval = `Its interval is ±${half.toFixed(2)}`;
  const power =
    rounding > 0
      ? `${interval}, ±${rounding.toFixed(2)} of it since best rates lie beside rates that diverged: try rates closer together.`
      : half <= tolerance
        ? `${interval}.`
        : `${interval}; about ${enough} seeds would bring it to ±${tolerance}.`;
  if (expected === null) return power;
  const verdict = { agrees: 'as expected', differs: 'not as expected', undecided: 'undecided' };
  return `Beside the expected ${expected}: ${verdict[agreementOf({ ...exponent, low, high }, expected)]}. ${power}`;
}
