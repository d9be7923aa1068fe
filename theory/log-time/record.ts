import { z } from 'zod';
import {
  atWidth,
  count,
  firstVersion,
  positive,
  rank,
  seeds,
  text,
  versioned,
  widths,
} from '../record.ts';

/** One method under one optimiser: every constant, width and seed. */
export const fields = {
  version: z.literal(1),
  preset: text,
  method: z.enum(['singlora', 'lora']).describe('singlora, lora'),
  optimiser: z.enum(['gd', 'momentum']).describe('gd, momentum'),
  constants: z.array(positive).min(1).describe('k of the rate k/n'),
  rank,
  widths,
  seeds,
  steps: z.array(count).min(1).describe('after how many steps the loss is recorded, ascending'),
};

const cell = z.strictObject({
  constant: positive,
  width: count,
  /** By step: the loss over the frozen model's, a value a seed; null once it diverged. */
  losses: z.array(atWidth.shape.values),
  /** By seed: the step by which it diverged. */
  diverged: z.array(z.int().nullable()),
});

const result = z.strictObject({ version: z.literal(1), cells: z.array(cell).min(1) });

export const record = {
  config: versioned(z.strictObject(fields), [firstVersion]),
  result: versioned(result, [firstVersion]),
};

export type LogTimeCell = z.infer<typeof cell>;
