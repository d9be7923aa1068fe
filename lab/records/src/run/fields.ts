import { z } from 'zod';

// Kinds of numbers and names in the configurations of runs.

export const text = z.string().min(1);
/** Different ones. */
const several = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .min(1)
    .refine((items) => new Set(items).size === items.length, 'one is listed twice')
    .readonly();
export const texts = several(text);
export const whole = z.int().min(0);
export const count = z.int().min(1);
export const positive = z.number().positive();
export const least0 = z.number().min(0);
/** a number from 0 to below 1 */
export const share = z.number().min(0).lt(1);
export const rates = several(positive);
export const seeds = several(whole);
/** a number, or all that there are */
export const countOrAll = z.union([count, z.literal('all')]);
