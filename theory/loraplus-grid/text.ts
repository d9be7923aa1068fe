import type { Optimum, RateGridResult, Rates, RateTrend } from '@singlora/scaling';

type WidthResult = RateGridResult['widths'][number];

/** What was found, for people: width by width, then how rates grow. */
export const linesOf = (
  { widths, trends, stableTrends }: RateGridResult,
  claimed: Readonly<Record<string, number>>,
): string[] => [
  ...widths.map(widthLine),
  ...trendLines('best', trends.test.at(-1), claimed),
  ...trendLines('largest stable', stableTrends.at(-1), claimed),
];

type Trends = RateGridResult['stableTrends'][number];

const trendLines = (
  which: string,
  trends: Trends = {},
  claimed: Readonly<Record<string, number>>,
) =>
  Object.entries(trends).map(([name, trend]) =>
    trendLine(`${which} ${name}`, trend, claimed[name]),
  );

/** The end of training at one width, in one line. */
function widthLine({ width, optima }: WidthResult): string {
  const test = optima.test.at(-1);
  if (!test) return `n = ${width}: every cell diverged`;
  const edge = test.atEdge ? ', at the edge of what was tried' : '';
  const notes = [ratioText(test), oneRateText(test)].filter((note) => note !== '').join('; ');
  return `n = ${width}: best test loss ${short(test.best.loss)} at ${ratesText(test.best.rates)}${edge}${notes && `; ${notes}`}`;
}

/** How a rate grows, in one line. */
function trendLine(name: string, trend: RateTrend | null, claimed?: number): string {
  const beside = claimed === undefined ? '' : `; claimed ${claimed}`;
  if (!trend) return `${name}: no trend${beside}`;
  const { slope, low, high, resolution, atEdge, widths, seeds } = trend;
  const edge = atEdge === 0 ? '' : `; ${atEdge} of ${widths * seeds} at an end of the rates tried`;
  const interval = `95 % ${low.toFixed(2)} to ${high.toFixed(2)}, rounding up to ±${resolution.toFixed(2)}`;
  return `${name}: n^${slope.toFixed(2)} (${interval})${edge}${beside}`;
}

const short = (value: number): string => String(Number(value.toPrecision(3)));

const ratesText = (rates: Rates): string =>
  Object.entries(rates)
    .map(([name, rate]) => `${name} ${short(rate)}`)
    .join(', ');

function ratioText({ ratio }: Optimum): string {
  if (!ratio) return '';
  const { value, low, high } = ratio;
  return `ratio ${short(value)} (95 % ${short(low)} to ${short(high)})`;
}

function oneRateText({ best, oneRate }: Optimum): string {
  if (Object.keys(best.rates).length === 1) return '';
  if (!oneRate) return 'no single rate converged';
  return `one rate for all ${short(oneRate.loss)} at ${short(Object.values(oneRate.rates)[0] ?? NaN)}`;
}

/** The end of training: losses and best rates are those of the test examples. */
export function summaryOf({ widths, trends, stableTrends }: RateGridResult) {
  const cells = widths.flatMap((width) => width.cells);
  const best = widths.at(-1)?.optima.test.at(-1)?.best.loss;
  return {
    cells: cells.length,
    diverged: cells.filter(({ test }) => test.at(-1) === null).length,
    best_test_loss: best,
    ...slopesOf('best', trends.test.at(-1)),
    ...slopesOf('stable', stableTrends.at(-1)),
  };
}

function slopesOf(prefix: string, trends: Trends = {}) {
  const slopes = Object.entries(trends).map(([name, trend]) => [
    `${prefix}_${name}_slope`,
    trend?.slope,
  ]);
  return Object.fromEntries(slopes) as Record<string, number | undefined>;
}
