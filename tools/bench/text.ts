import { precisions, type Precision } from '@singlora/records';
import { medianRatio, seededRandom, type Rounds } from '@singlora/statistics';

export const ms = (value: number) => `${value.toFixed(0)} ms`;
export const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
export const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

/** A side's name and precision. */
export const sideText = ({ name, precision }: { name: string; precision: Precision }) =>
  `${name}, ${precision}`;

/** The options that ask for these precisions; none for all. */
export const precisionOption = (chosen: readonly Precision[]) =>
  chosen.length < precisions.length ? ` --precision=${chosen.join(',')}` : '';

/** The ratio of two sides' medians with its 95% interval, theirs to ours: above 1, ours takes less time. */
export function ratioText(ours: Rounds, theirs: Rounds): string {
  const { ratio, interval } = medianRatio(ours, theirs, seededRandom(1));
  const between = interval?.map((end) => end.toFixed(2)).join(' to ');
  return `${ratio.toFixed(2)}×${between === undefined ? '' : ` (95 % interval ${between})`}`;
}
export const ratio = (theirs: number, ours: number) => `${(theirs / ours).toFixed(2)}×`;
