import { precisions, type Precision } from '@singlora/records';

export const ms = (value: number) => `${value.toFixed(value < 100 ? 2 : 0)} ms`;
export const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
export const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

/** A side's name and precision. */
export const sideText = ({ name, precision }: { name: string; precision: Precision }) =>
  `${name}, ${precision}`;

/** The options that ask for these precisions; none for all. */
export const precisionOption = (chosen: readonly Precision[]) =>
  chosen.length < precisions.length ? ` --precision=${chosen.join(',')}` : '';
