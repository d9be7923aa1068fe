import {
  besideFloat32,
  besideOthers,
  lossesBeside,
  type MeasuredRecord,
  type Precision,
  type ScaleRecord,
} from '@singlora/records';
import { median, medianRatio, seededRandom, type Rounds } from '@singlora/statistics';
import { mib, ms, percent, sideText } from './text.ts';

/** What is printed of a side. */
interface Timed {
  readonly name: string;
  readonly precision: Precision;
  /** milliseconds */
  readonly rounds: Rounds;
  readonly peakRssBytes?: number | undefined;
  /** of an epoch; a side's precisions are compared where it is the same */
  readonly padding?: string;
  /** beside the times: an epoch's padding, a step's share of the machine's peak */
  readonly remark?: string | undefined;
}

/** A record in lines: its sides, and the ratios of their medians with 95% intervals. */
export function recordLines(record: MeasuredRecord): string[] {
  switch (record.kind) {
    case 'losses':
      return [
        `${record.case}: ${record.setting.steps} steps, ${record.setting.data}`,
        ...lossesBeside(record).map(({ side, means, largest, rms }) => {
          const spans = means.map(({ from, to, mean }) => `${from}–${to} ${mean.toFixed(4)}`);
          return `  ${sideText(side).padEnd(34)} ${spans.join(', ')}; difference ${largest.toExponential(1)} at most, ${rms.toExponential(1)} root mean square`;
        }),
      ];
    case 'step':
      return timedLines(
        record.case,
        record.sides.map((side) => ({
          ...side,
          rounds: side.milliseconds,
          remark: shareText(side, record.peakGflops?.[side.precision]),
        })),
      );
    case 'epoch':
      return timedLines(
        `${record.case}: ${record.setting.rows} rows, ${record.setting.data}`,
        record.sides.map((side) => ({
          ...side,
          rounds: side.seconds.map((value) => [1000 * value]),
          remark: `${side.padding}, ${(record.setting.rows / median(side.seconds)).toFixed(0)} examples/s, ${percent(1 - side.realTokens / side.tokens)} padding`,
        })),
      );
    case 'denoiser':
      return timedLines(
        record.case,
        record.sides.map((side) => ({ ...side, precision: 'float32', rounds: side.milliseconds })),
      );
    case 'operations':
      return record.operations.flatMap(({ case: name, pass, milliseconds }) =>
        timedLines(
          `${name}, ${pass}`,
          milliseconds.map((rounds, i) => ({
            name: record.sides[i]?.name ?? '',
            precision: 'float32',
            rounds,
          })),
        ),
      );
    case 'scale':
      return record.points.map((point) => pointLine(point, record.peakGflops));
    case 'scores':
      return [];
  }
}

function timedLines(title: string, sides: readonly Timed[]): string[] {
  const least = ({ rounds }: Timed) => Math.min(...rounds.flat());
  const lines = sides.map((side) => {
    const { rounds, peakRssBytes, remark } = side;
    const times = `${ms(least(side)).padStart(9)} least, ${ms(median(rounds.flat())).padStart(9)} median`;
    const memory = peakRssBytes === undefined ? undefined : mib(peakRssBytes);
    return `  ${sideText(side).padEnd(34)} ${[times, memory, remark].filter(Boolean).join(', ')}`;
  });
  const precisions = besideFloat32(sides).filter(
    ({ ours, against }) => ours.padding === against.padding,
  );
  const ratios = [...besideOthers(sides), ...precisions].map(({ ours, against }) => {
    const { ratio, interval } = medianRatio(ours.rounds, against.rounds, seededRandom(1));
    const between = interval?.map((end) => end.toFixed(2)).join(' to ');
    const minima = (least(against) / least(ours)).toFixed(2);
    return `  ${sideText(against)} ÷ ${sideText(ours)} ${ratio.toFixed(2)}×${between === undefined ? '' : ` (95 % interval ${between})`}, minima ${minima}×`;
  });
  return [title, ...lines, ...ratios];
}

/** How much of the peak the arithmetic of the median step reaches; undefined where it is not known. */
function shareText(
  { gflop, milliseconds }: { readonly gflop?: number | undefined; readonly milliseconds: Rounds },
  peak: number | undefined,
): string | undefined {
  if (gflop === undefined || peak === undefined) return undefined;
  const share = (1000 * gflop) / median(milliseconds.flat()) / peak;
  return `${gflop.toFixed(1)} GFLOP at ${percent(share)} of ${peak.toFixed(0)} GFLOP/s`;
}

/** A point of a scale measurement. */
function pointLine(point: ScaleRecord['points'][number], peak: number): string {
  const { axis, milliseconds, peakRssBytes, gflop } = point;
  const share = shareText({ gflop, milliseconds: [milliseconds] }, peak) ?? '';
  return `${axis.padEnd(7)}${String(point[axis]).padStart(5)}  ${ms(median(milliseconds)).padStart(9)}  ${mib(peakRssBytes).padStart(9)}  ${share}`;
}
