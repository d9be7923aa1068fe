import { dreamBoothBaselines } from '@singlora/records';
import { methodColour } from '@singlora/reporting';

const baselines: ReadonlyMap<string, string> = new Map([
  [dreamBoothBaselines.floor, 'var(--ink-2)'],
  [dreamBoothBaselines.full, 'var(--ink)'],
]);

/** The colour of a method or a baseline on every page of pictures. */
export const colourOf = ({ method }: { readonly method: string }): string =>
  baselines.get(method) ?? methodColour(method, [method]);
