import { format, type Row, type Table } from '@singlora/reporting';
import { capital } from '../../words.ts';
import { exponentText, slopeText } from '../words.ts';
import type { RateTrend } from '@singlora/records';
import {
  dataText,
  optimumOf,
  rateNames,
  runText,
  trendKinds,
  trendsOf,
  type GridRun,
} from './subject.ts';

/** "rate of A", "ratio, second ÷ first". */
function rateTitle(name: string): string {
  if (name === 'ratio') return 'ratio, second ÷ first';
  return name === 'both' ? 'rate' : `rate of ${name}`;
}

/** How rates grow with the width. */
export function trendTable(runs: readonly GridRun[]): Table {
  return {
    caption:
      'How each seed’s best rates for the test loss, and the largest at which training converges, grow with the width: slopes with 95% intervals.',
    columns: [
      { key: 'run', title: 'Training', stacked: true },
      { key: 'rate', title: 'What grows' },
      { key: 'slope', title: 'Slope', detail: '95% interval', align: 'right' },
      { key: 'resolution', title: 'Rounding', detail: 'to the rates tried', align: 'right' },
      { key: 'edge', title: 'At an end', detail: 'of the rates tried', align: 'right' },
      { key: 'claimed', title: 'Claimed', align: 'right' },
      { key: 'within', title: 'Reaches it' },
    ],
    rows: runs.flatMap((run) =>
      trendKinds.flatMap((kind) =>
        Object.entries(trendsOf(run, kind)).map(([name, trend]) =>
          trendRow(run, `${capital(kind)} ${rateTitle(name)}`, trend, run.result.claimed[name]),
        ),
      ),
    ),
    notes: [
      'Rounding: by how much the slope can change, at most, because only some rates were tried. Claimed: by LoRA+ for its two rates, by the paper for SingLoRA’s one.',
    ],
  };
}

function trendRow(
  run: GridRun,
  rate: string,
  trend: RateTrend | null,
  claimed: number | undefined,
): Row {
  const reaches = trend && claimed !== undefined ? reachesClaim(trend, claimed) : undefined;
  return {
    ...(reaches === false ? { kind: 'marked' } : {}),
    cells: {
      run: { text: runText(run), detail: dataText(run) },
      rate,
      slope: slopeText(trend),
      resolution: trend ? `± ${format.fixed(trend.resolution)}` : format.absent,
      edge: trend
        ? `${format.count(trend.atEdge)} of ${format.count(trend.widths * trend.seeds)}`
        : format.absent,
      claimed: claimed === undefined ? format.absent : exponentText(claimed),
      within: reaches === undefined ? format.absent : reaches ? 'yes' : 'no',
    },
  };
}

/** Whether the interval, widened by the rounding, holds the claimed exponent. */
export const reachesClaim = (
  { low, high, resolution }: { low: number; high: number; resolution: number },
  claimed: number,
) => claimed >= low - resolution && claimed <= high + resolution;

/** What is lost by one rate, width by width. */
export function bestTable(runs: readonly GridRun[]): Table {
  return {
    caption: 'The best test loss at each width, and the best with one rate for all.',
    columns: [
      { key: 'run', title: 'Training' },
      { key: 'width', title: 'n', align: 'right' },
      { key: 'loss', title: 'Best loss', align: 'right' },
      { key: 'rates', title: 'At the rates' },
      { key: 'ratio', title: 'Ratio', detail: '95% interval', align: 'right' },
      { key: 'one', title: 'One rate', detail: 'its best loss', align: 'right' },
      { key: 'diverged', title: 'Diverged', align: 'right' },
    ],
    rows: runs.flatMap((run) =>
      run.result.widths.map((width): Row => {
        const optimum = optimumOf(width);
        const diverged = width.cells.filter(({ test }) => (test.at(-1) ?? null) === null).length;
        const { ratio = null, oneRate = null } = optimum ?? {};
        return {
          cells: {
            run: runText(run),
            width: format.count(width.width),
            loss: {
              text: format.significant(optimum?.best.loss),
              ...(optimum?.atEdge ? { detail: 'at an edge' } : {}),
            },
            rates: optimum ? ratesText(optimum.best.rates) : format.absent,
            ratio: ratio
              ? {
                  text: format.significant(ratio.value),
                  detail: `${format.significant(ratio.low)} to ${format.significant(ratio.high)}`,
                }
              : format.absent,
            one: rateNames(run).length > 1 ? format.significant(oneRate?.loss) : format.absent,
            diverged: `${format.count(diverged)} of ${format.count(width.cells.length)}`,
          },
        };
      }),
    ),
    notes: ['At an edge: a better one may lie beyond the rates that were tried.'],
  };
}

const ratesText = (rates: Readonly<Record<string, number>>) =>
  Object.entries(rates)
    .map(([name, rate]) => `${name} ${format.setting(Number(rate.toPrecision(3)))}`)
    .join(', ');
