/** An exponent as people write it: −0.5 → "−1/2", 0.333… → "1/3", −1 → "−1", 0.37 → "0.37". */
export function exponentText(exponent: number): string {
  const size = Math.abs(exponent);
  // an archive may round to eight digits
  const isWhole = (value: number) => Math.abs(value - Math.round(value)) < 1e-7;
  const below = Array.from({ length: 64 }, (_, n) => n + 1).find((n) => isWhole(size * n));
  const sign = exponent < 0 && size > 0 ? '−' : '';
  const write = (value: number) =>
    value !== 0 && value < 0.01
      ? value.toExponential()
      : value.toLocaleString('en-US', { maximumFractionDigits: 6 });
  // A fraction with a large denominator is easier to read as a short decimal.
  if (below === undefined || (below > 8 && isWhole(size * 100))) return sign + write(size);
  return `${sign}${write(Math.round(size * below))}${below === 1 ? '' : `/${below}`}`;
}

/** "n^−1/2". */
export const powerText = (exponent: number) => `n^${exponentText(exponent)}`;

/** A closed interval of rate exponents; a null end is infinite. */
type Ends<End> = readonly [low: End | null, high: End | null];

/** The values that the exponent c of a rate may have: "c ≤ −1/2", "c = −1/2", "no c". */
export const ratesText = (rates: readonly Ends<number>[]) => rateTextsOf(rates, exponentText);

/** The same for ends in another notation, such as exact fractions. */
export function rateTextsOf<End>(rates: readonly Ends<End>[], write: (end: End) => string): string {
  const each = rates.map((ends) => {
    const [low = null, high = null] = ends.map((end) => (end === null ? null : write(end)));
    if (low === high && low !== null) return `c = ${low}`;
    if (low === null) return high === null ? 'every c' : `c ≤ ${high}`;
    return high === null ? `c ≥ ${low}` : `${low} ≤ c ≤ ${high}`;
  });
  return each.join(' or ') || 'no c';
}
