/** Where an axis begins and ends: around all values with a margin, and at least `span` times wide. All are positive. */
export function logDomain(values: readonly number[], span: number): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const widen = Math.max(1.25, 1.15 * Math.sqrt((span * least) / most));
  return [least / widen, most * widen];
}

/** 1, 2 and 5 of each power of ten between the ends; of a long axis only the powers. */
export function logTicks(low: number, high: number): number[] {
  const steps = high / low > 500 ? [1] : [1, 2, 5];
  const first = Math.floor(Math.log10(low));
  const decades = Math.ceil(Math.log10(high)) - first + 1;
  return Array.from({ length: decades }, (_, index) => 10 ** (first + index))
    .flatMap((power) => steps.map((step) => Number((step * power).toPrecision(1))))
    .filter((tick) => tick >= low && tick <= high);
}

/** How an axis between these ends writes its numbers: 1e-3 where some are small or large, else 0.5 and 1,024. */
export const axisFormat = (low: number, high: number) =>
  low < 0.005 || high > 2e5
    ? { labelExpr: "replace(format(datum.value, '.0e'), '+', '')" }
    : { format: ',.4~r' };
