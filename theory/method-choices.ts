import { canGrow, canStart, type StartName } from '@singlora/scaling';

/** Of a method: which parameters start random, and the exponent of the setting that it lets grow; null is its own. */
export interface MethodChoice {
  readonly start: StartName;
  readonly growthExponent: number | null;
}

/** Of the starts and exponents asked for, those that a method can do, its own exponent first. */
export function methodChoices(
  method: string,
  asked: { readonly starts: readonly StartName[]; readonly growthExponents: readonly number[] },
): MethodChoice[] {
  const starts = asked.starts.filter((start) => canStart(method, start));
  const growths = [null, ...(canGrow(method) ? asked.growthExponents : [])];
  return starts.flatMap((start) => growths.map((growthExponent) => ({ start, growthExponent })));
}
