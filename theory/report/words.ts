import { familyTitle, optimiserTitle, type DeclaredMethod } from '@singlora/records';
import { capital, format, methodTitle } from '@singlora/reporting';

/** A slope that may be missing, for example because a value was 0 or not finite. */
interface SlopeLike {
  readonly slope: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** "LoRA", or the title in the file that declares the method. */
export const methodText = (run: { method: string; declared: DeclaredMethod | null }): string =>
  run.declared?.title ?? methodTitle(run.method);

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

interface Span {
  readonly widths: readonly number[];
  readonly seeds: readonly number[];
  readonly steps?: number;
}

/** "5 widths from 64 to 1,024, 10 seeds, 60 steps". */
export function spanText({ widths, seeds, steps }: Span, unit?: string): string {
  const span = `${widthsText(widths, unit)}, ${format.plural(seeds.length, 'seed')}`;
  return steps === undefined ? span : `${span}, ${format.plural(steps, 'step')}`;
}

/** "The paper's linear toy, Adam". */
export const trainingTitle = (run: { readonly family: string; readonly optimiser: string }) =>
  `${capital(familyTitle(run.family))}, ${optimiserTitle(run.optimiser)}`;
