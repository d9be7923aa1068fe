/** A measured point; `low` and `high` are the range of the measurements there. */
export interface LogLogPoint {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
}

/** The ends of an axis around positive values, with a margin, at least a factor `span` apart. */
export function logDomain(values: readonly number[], span: number): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const widen = Math.max(1.25, 1.15 * Math.sqrt((span * least) / most));
  return [least / widen, most * widen];
}

/** The least factor between the ends of a chart's vertical axis. */
const leastSpan = 4;

/** The ends of an axis around points and their ranges. */
export const pointsDomain = (points: readonly LogLogPoint[]): [number, number] =>
  logDomain(
    points.flatMap(({ y, low = y, high = y }) => [low, y, high]),
    leastSpan,
  );

/** 1, 2 and 5 times each power of ten between the ends; on a long axis only the powers. */
export function logTicks(low: number, high: number): number[] {
  const steps = high / low > 500 ? [1] : [1, 2, 5];
  const first = Math.floor(Math.log10(low));
  const decades = Math.ceil(Math.log10(high)) - first + 1;
  return Array.from({ length: decades }, (_, index) => 10 ** (first + index))
    .flatMap((power) => steps.map((step) => Number((step * power).toPrecision(1))))
    .filter((tick) => tick >= low && tick <= high);
}

/** The number format of an axis between these ends: 1e-3 where values are very small or large, else 0.5 and 1,024. */
export const axisFormat = (low: number, high: number) =>
  low < 0.005 || high > 2e5
    ? { labelExpr: "replace(format(datum.value, '.1~e'), '+', '')" }
    : { format: ',.4~r' };

/** The encoding of a field on a logarithmic axis with these marks. */
export const logChannel =
  (title: string, domain: readonly number[], values: readonly number[], format: object) =>
  (field: string) =>
    ({
      field,
      type: 'quantitative',
      title,
      scale: { type: 'log', domain: [...domain] as number[], nice: false },
      // Without an explicit tick count, Vega drops every second of the given values.
      axis: {
        values: [...values] as number[],
        tickCount: values.length,
        labelOverlap: 'greedy',
        ...format,
      },
    }) as const;

/**
 * The axes of a log-log chart: a few integer x each get a tick, many share ticks at powers of ten.
 * Returns the horizontal encoding, its left end, and the vertical encoding of a field.
 */
export function logAxes(
  given: readonly number[],
  [bottom, top]: readonly [number, number],
  titles: { readonly x: string; readonly y: string },
) {
  const xs = [...new Set(given)].sort((a, b) => a - b);
  const [left, right] = logDomain(xs, 1);
  const whole = xs.length <= 8 && xs.every(Number.isInteger);
  const columns = whole ? xs : logTicks(left, right);
  const xFormat = whole ? { format: ',' } : axisFormat(left, right);
  const x = logChannel(titles.x, [left, right], columns, xFormat)('x');
  const y = logChannel(titles.y, [bottom, top], logTicks(bottom, top), axisFormat(bottom, top));
  return { x, y, left };
}
