/** A value of each unit, a list for each width, in the order in which they come. */
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
