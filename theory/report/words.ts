import { format } from '@singlora/reporting';

/** An exponent as people write it: −0.5 → "−1/2", 0.333… → "1/3", −1 → "−1", 0.37 → "0.37". */
export function exponentText(exponent: number): string {
  const size = Math.abs(exponent);
  // an archive may keep eight digits
  const isWhole = (value: number) => Math.abs(value - Math.round(value)) < 1e-7;
  const below = Array.from({ length: 64 }, (_, n) => n + 1).find((n) => isWhole(size * n));
  // A fraction of many parts is easier to read as a decimal, where that is short.
  if (below === undefined || (below > 8 && isWhole(size * 100))) return format.setting(exponent);
  const above = format.setting(Math.round(size * below));
  return `${exponent < 0 ? '−' : ''}${above}${below === 1 ? '' : `/${below}`}`;
}

/** "n^−1/2". */
export const powerText = (exponent: number) => `n^${exponentText(exponent)}`;

/** A slope that may not be, as where a value was 0 or not finite. */
export interface SlopeLike {
  readonly slope: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** "0.95 to 1.02". */
export const rangeText = ({ low, high }: { readonly low: number; readonly high: number }) =>
  `${format.fixed(low)} to ${format.fixed(high)}`;

/** "0.98 (0.95 to 1.02)", "no slope". */
export function slopeText(fit: SlopeLike | null | undefined): string {
  if (!fit || fit.slope === null) return 'no slope';
  const { slope, low, high } = fit;
  if (low === null || high === null) return format.fixed(slope);
  return `${format.fixed(slope)} (${rangeText({ low, high })})`;
}

/** "7 widths from 64 to 4,096", or of another unit than widths. */
export function widthsText(widths: readonly number[], unit = 'width'): string {
  const [least, most] = [Math.min(...widths), Math.max(...widths)].map((n) => format.count(n));
  const range = widths.length > 1 ? `from ${least} to ${most}` : `${least}`;
  return `${format.plural(widths.length, unit)} ${range}`;
}
