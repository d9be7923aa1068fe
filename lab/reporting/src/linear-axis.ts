/** The encoding of a field on an axis from `low` to `high`. */
export const linearChannel =
  (title: string, domain: readonly number[], axis: object) => (field: string) =>
    ({
      field,
      type: 'quantitative',
      title,
      scale: { domain: [...domain] as number[], zero: false, nice: false },
      axis,
    }) as const;

/** The ends of an axis around all values, with a margin of 1/`parts` of their span. */
export function margined(values: readonly number[], parts: number): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = (most - least || Math.abs(most) || 1) / parts;
  return [fine(least - margin), fine(most + margin)];
}

/** Five significant digits are finer than a pixel and keep the page small. */
export const fine = (value: number) => Number(value.toPrecision(5));
