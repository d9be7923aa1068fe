import { basename } from 'node:path';
import type { Plan, Session } from '@singlora/runner';
import { rateTransfer, type TransferReport } from '@singlora/scaling';
import { agreementOf } from '@singlora/statistics';
import { measuredSession } from '../../measured-session.ts';
import type { ConfigOf } from '../../record.ts';
import { measuredPreset, type measuredRecord } from '../record.ts';
import type { TransferSettings } from '../settings.ts';
import { saysOf, summaryOf } from '../summary.ts';
import { readLosses } from './losses.ts';

/** A file of losses that were measured elsewhere. */
export type MeasuredConfig = ConfigOf<typeof measuredRecord>;

type Asked = Pick<TransferSettings, 'measured' | 'expected'>;

/** A run a file. */
export const planMeasured = ({ measured, expected }: Asked): Plan<MeasuredConfig>[] =>
  measured.map((file) => ({
    label: `${basename(file)}, measured elsewhere`,
    config: { version: 1, preset: measuredPreset, measured: file, expected },
  }));

export const openMeasuredSession = ({
  measured,
  expected,
}: Asked): Promise<Session<MeasuredConfig>> =>
  measuredSession(
    measured,
    async (file) => {
      const { units, ...tried } = await readLosses(file);
      const title = basename(file).replace(/\.jsonl$/, '');
      const of = { ...tried, method: measuredPreset, title, predicted: expected };
      const report = rateTransfer(of, units);
      return {
        result: { version: 1, ...report },
        summary: summaryOf(report),
        lines: [verdictLine(report, tried.seeds.length)],
      };
    },
    saysOf('expected'),
  );

/** The verdict of the exponent on the expected one, and the number of seeds that would say more. */
function verdictLine(
  { exponent, predictedExponent: expected }: TransferReport,
  seeds: number,
): string {
  if (!exponent) return 'No exponent: at fewer than three widths two seeds have a best rate.';
  const half = (exponent.high - exponent.low) / 2;
  const enough = Math.ceil(seeds * (half / margin) ** 2);
  const power =
    half <= margin
      ? `Its interval is ±${half.toFixed(2)}.`
      : `Its interval is ±${half.toFixed(2)}; about ${enough} seeds would bring it to ±${margin}.`;
  if (expected === null) return power;
  const verdict = { agrees: 'as expected', differs: 'not as expected', undecided: 'undecided' };
  return `Beside the expected ${expected}: ${verdict[agreementOf(exponent, expected)]}. ${power}`;
}

/** The tolerance of an exponent, as for all exponents here. */
const margin = 0.1;
