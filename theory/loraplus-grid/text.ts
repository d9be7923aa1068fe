import type { Optimum, RateGridResult, Rates, RateTrend } from '@singlora/scaling';

type WidthResult = RateGridResult['widths'][number];

/** The end of training at one width, in one line. */
export function widthLine({ width, optima }: WidthResult): string {
  const test = optima.test.at(-1);
  if (!test) return `n = ${width}: every cell diverged`;
  const edge = test.atEdge ? ', at the edge of what was tried' : '';
  const notes = [ratioText(test), oneRateText(test)].filter((note) => note !== '').join('; ');
  return `n = ${width}: best test loss ${short(test.best.loss)} at ${ratesText(test.best.rates)}${edge}${notes && `; ${notes}`}`;
}

/** How a rate grows, in one line. */
export function trendLine(name: string, trend: RateTrend | null, claimed?: number): string {
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
