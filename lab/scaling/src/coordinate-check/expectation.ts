import { z } from 'zod';

/** The judged quantities of a module's output: see {@link WatchedStep}. */
export const watchedQuantities = ['size', 'change', 'largest', 'largestChange'] as const;

export type WatchedQuantity = (typeof watchedQuantities)[number];

const power = z.number().min(-10).max(10);

/**
 * γ of n^γ: a number; a range, open where it has one end; or `free`, which is never a fault. A range suits a
 * quantity that moves from one end to the other, such as an output that starts small and grows in training.
 */
export const exponentSchema = z.union([
  power,
  z
    .strictObject({ least: power.optional(), most: power.optional() })
    .refine(({ least, most }) => (least ?? most) !== undefined, 'give least, most or both')
    .refine(({ least, most }) => (least ?? -10) <= (most ?? 10), 'least is above most'),
  z.literal('free'),
]);

/**
 * How a quantity of some modules should grow with the width. The first entry of a table that matches a row applies; an unmatched
 * row should keep its size. Largest entries should grow like the root mean square, unless the table names them.
 */
export interface Expectation {
  /** A module's name; `*` matches any characters, including none. */
  readonly modules: string;
  readonly quantity: WatchedQuantity;
  /** The number of training steps. `first` and `last` are among the recorded steps of the quantity, which start with 0 for a size. */
  readonly step: number | 'first' | 'last' | 'any';
  readonly exponent: z.infer<typeof exponentSchema>;
  readonly reason: string;
}

export interface Where {
  readonly module: string;
  readonly quantity: WatchedQuantity;
  readonly step: number;
}

/** A table's expectation for a row; null where it has none. */
export type Expected = Pick<Expectation, 'exponent' | 'reason'> | null;

/**
 * A table's expectation for a row.
 * @param steps the recorded steps of the row's quantity, ascending
 */
export function expectedAt(
  { module, quantity, step }: Where,
  steps: readonly number[],
  table: readonly Expectation[],
): Expected {
  const isThen = { first: step === steps[0], last: step === steps.at(-1), any: true };
  const fits = (own: WatchedQuantity) => (each: Expectation) =>
    each.quantity === own &&
    (typeof each.step === 'number' ? each.step === step : isThen[each.step]) &&
    (each.modules.includes('*') ? patternOf(each.modules).test(module) : each.modules === module);
  const found = table.find(fits(quantity)) ?? table.find(fits(meanOf[quantity]));
  return found ? { exponent: found.exponent, reason: found.reason } : null;
}

/** The root mean square that belongs to a largest entry. */
const meanOf = {
  size: 'size',
  change: 'change',
  largest: 'size',
  largestChange: 'change',
} as const;

const patternOf = (modules: string) =>
  new RegExp(
    `^${modules
      .split('*')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );
