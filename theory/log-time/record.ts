import { z } from 'zod';
import * as shared from '../record.ts';

/** One method under one optimiser, at every constant, width and seed. */
export const fields = {
  version: shared.recordVersion(1),
  preset: shared.text,
  method: z.enum(['singlora', 'lora']).describe('singlora, lora'),
  optimiser: z.enum(['gd', 'momentum']).describe('gd, momentum'),
  constants: z.array(shared.positive).min(1).describe('k of the rate k/n'),
  rank: shared.rank,
  widths: shared.widths,
  seeds: shared.seeds,
  steps: z
    .array(shared.count)
    .min(1)
    .describe('after how many steps the loss is recorded, ascending'),
};

const cell = z.strictObject({
  constant: shared.positive,
  width: shared.count,
  /** The loss relative to the frozen model's by step, one value per seed; null once it diverged. */
  losses: z.array(shared.atWidth.shape.values),
  /** The step by which each seed diverged; null where it did not. */
  diverged: z.array(z.int().nullable()),
});

const result = z.strictObject({ version: shared.recordVersion(1), cells: z.array(cell).min(1) });

export const record = {
  config: z.strictObject(fields),
  result,
};

export type LogTimeCell = z.infer<typeof cell>;
