import { z } from 'zod';

/** The first value that a list has twice; undefined where it has none. */
export const listedTwice = <T>(values: readonly T[]): T | undefined =>
  values.find((value, at) => values.indexOf(value) < at);

/**
 * A setting that is a list: `--seeds 0,1,2` on the command line, an array in a preset. Duplicates
 * are refused: one seed counted twice would look like two.
 */
export function list<T extends z.ZodType>(item: T) {
  return z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
    z
      .array(item)
      .min(1)
      .superRefine((values, context) => {
        const twice = listedTwice(values);
        if (twice !== undefined) context.addIssue(`${String(twice)} is listed twice`);
      }),
  );
}

/** Numbers by name, `lora=4e-4,singlora=1e-3`, before their schema; any other value stays as it is. */
export function numbersByName(value: unknown, context: z.RefinementCtx): unknown {
  if (typeof value !== 'string' || !value.includes('=')) return value;
  const pairs = value.split(',').map((part) => part.split('=').map((s) => s.trim()));
  const twice = listedTwice(pairs.map(([name]) => name));
  if (twice !== undefined) context.addIssue(`${twice} is listed twice`);
  return Object.fromEntries(
    pairs.map(([name, number = '']) => [name, number === '' ? NaN : Number(number)]),
  );
}
