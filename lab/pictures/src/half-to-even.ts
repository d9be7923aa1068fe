/** The nearest whole number, half to even, as Python and numpy round. */
export function halfToEven(value: number): number {
  const near = Math.round(value);
  return near - value === 0.5 && near % 2 === 1 ? near - 1 : near;
}
