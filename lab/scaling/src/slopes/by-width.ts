/** A value of each unit, grouped into a list per width, in order. */
export function byWidth<Unit extends { readonly width: number }, Value>(
  units: readonly Unit[],
  valueOf: (unit: Unit) => Value,
): { readonly width: number; readonly values: Value[] }[] {
  const widths = [...new Set(units.map(({ width }) => width))];
  return widths.map((width) => ({
    width,
    values: units.filter((unit) => unit.width === width).map(valueOf),
  }));
}
