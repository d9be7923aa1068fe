import { capital, column, format, numbers, stacked, table, type Table } from '@singlora/reporting';
import { exponentText } from '@singlora/statistics';
import { reaches } from '../../report/claim.ts';
import { slopeText } from '../../report/words.ts';
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

export function trendTable(runs: readonly GridRun[]): Table {
  const trends = runs.flatMap((run) =>
    trendKinds.flatMap((kind) =>
      Object.entries(trendsOf(run, kind)).map(([name, trend]) => {
        const claimed = run.result.claimed[name];
        const asClaimed =
          trend && claimed !== undefined ? reaches(trend, claimed, trend.resolution) : undefined;
        return { run, trend, claimed, asClaimed, rate: `${capital(kind)} ${rateTitle(name)}` };
      }),
    ),
  );
  return table(
    'How each seed’s best rates for the test loss, and the largest at which training converges, grow with the width: slopes with 95% intervals.',
    trends,
    [
      stacked(column('Training', ({ run }) => ({ text: runText(run), detail: dataText(run) }))),
      column('What grows', ({ rate }) => rate),
      numbers(['Slope', '95% interval'], ({ trend }) => slopeText(trend)),
      numbers(
        ['Rounding', 'to the rates tried'],
        ({ trend }) => trend && `± ${format.fixed(trend.resolution)}`,
      ),
      numbers(
        ['At an end', 'of the rates tried'],
        ({ trend }) =>
          trend && `${format.count(trend.atEdge)} of ${format.count(trend.widths * trend.seeds)}`,
      ),
      numbers('Claimed', ({ claimed }) =>
        claimed === undefined ? undefined : exponentText(claimed),
      ),
      column('That slope', ({ asClaimed }) =>
        asClaimed === undefined ? undefined : asClaimed ? 'not excluded' : 'excluded',
      ),
    ],
    {
      kind: ({ asClaimed }) => asClaimed === false && 'marked',
      notes: [
        'Rounding: by how much the slope can change, at most, because only some rates were tried. Claimed: by LoRA+ for its two rates, by the paper for SingLoRA’s one.',
      ],
    },
  );
}

export function bestTable(runs: readonly GridRun[]): Table {
  const widths = runs.flatMap((run) =>
    run.result.widths.map((width) => ({ run, width, optimum: optimumOf(width) })),
  );
  return table(
    'The best test loss at each width, and the best with one rate for all.',
    widths,
    [
      column('Training', ({ run }) => runText(run)),
      numbers('n', ({ width }) => format.count(width.width)),
      numbers('Best loss', ({ optimum }) => ({
        text: format.significant(optimum?.best.loss),
        detail: optimum?.atEdge ? 'at an edge' : undefined,
      })),
      column('At the rates', ({ optimum }) => optimum && ratesText(optimum.best.rates)),
      numbers(['Ratio', '95% interval'], ({ optimum }) => {
        const { value, low, high } = optimum?.ratio ?? {};
        const detail = `${format.significant(low)} to ${format.significant(high)}`;
        return value === undefined ? value : { text: format.significant(value), detail };
      }),
      numbers(['One rate', 'its best loss'], ({ run, optimum }) =>
        rateNames(run).length > 1 ? format.significant(optimum?.oneRate?.loss) : undefined,
      ),
      numbers('Diverged', ({ width: { cells } }) => {
        const diverged = cells.filter(({ test }) => (test.at(-1) ?? null) === null);
        return `${format.count(diverged.length)} of ${format.count(cells.length)}`;
      }),
    ],
    { notes: ['At an edge: a better one may lie beyond the rates that were tried.'] },
  );
}

const ratesText = (rates: Readonly<Record<string, number>>) =>
  Object.entries(rates)
    .map(([name, rate]) => `${name} ${format.setting(Number(rate.toPrecision(3)))}`)
    .join(', ');
