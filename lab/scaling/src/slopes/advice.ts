/** More seeds than anybody should be told to measure. */
export const mostSeeds = 100;

/** The same of widths, each twice the last. */
const mostWidths = 12;

/** "about 24 seeds or 7 widths would decide"; where neither is within reach, that the design has to change. */
export function decidedText({
  seeds,
  widths,
}: {
  readonly seeds: number;
  readonly widths: number;
}) {
  const within = [
    ...(seeds <= mostSeeds ? [`${seeds} seeds`] : []),
    ...(widths <= mostWidths ? [`${widths} widths`] : []),
  ];
  return within.length > 0
    ? `about ${within.join(' or ')} would decide`
    : `more than ${mostSeeds} seeds: change the design`;
}
