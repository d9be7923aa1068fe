import { z } from 'zod';
import { atWidth, firstVersion, positive, text, versioned, whole, widths } from '../record.ts';

/** One method under one optimiser: every constant, width and seed. */
const config = z.strictObject({
  version: z.literal(1),
  preset: text,
  method: z.enum(['singlora', 'lora']),
  optimiser: z.enum(['gd', 'momentum']),
  /** k of the rate k/n. */
  constants: z.array(positive).min(1),
  rank: whole.positive(),
  widths,
  seeds: z.array(whole).min(1),
  /** After which the loss is recorded, ascending. */
  steps: z.array(whole.positive()).min(1),
});

const cell = z.strictObject({
  constant: positive,
  width: whole.positive(),
  /** By step: the loss over the frozen model's, a value a seed; null once it diverged. */
  losses: z.array(atWidth.shape.values),
  /** By seed: the step by which it diverged. */
  diverged: z.array(whole.nullable()),
});

const result = z.strictObject({ version: z.literal(1), cells: z.array(cell).min(1) });

export const record = {
  config: versioned(config, [firstVersion]),
  result: versioned(result, [firstVersion]),
};

export type LogTimeCell = z.infer<typeof cell>;
