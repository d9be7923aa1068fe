import { list } from '@singlora/runner';
import { z } from 'zod';

const count = () => z.coerce.number().int().positive();

const range = () =>
  list(z.coerce.number()).refine(
    (ends) => ends.length === 2 && (ends[0] ?? 0) < (ends[1] ?? 0),
    'not two powers of ten, the lower first, such as -5,-1',
  );

/** Every setting of the grid of rates; the keys are the command-line flags. */
export const gridSettings = z.strictObject({
  methods: list(z.string()).describe('methods, comma separated: lora, lora-one-rate, singlora'),
  optimisers: list(z.string()).describe('optimisers: gd, momentum, sign, adam, adamw'),
  widths: list(count()).describe('widths n; trends need at least three'),
  seeds: list(z.coerce.number().int().nonnegative()).describe('seeds; trends need at least two'),
  steps: list(count())
    .refine((steps) => steps.every((step, i) => step > (steps[i - 1] ?? 0)), 'not ascending')
    .describe('step counts at which losses are recorded, the last ends training'),
  rank: count().describe('rank r'),
  rangeA: range().describe("powers of ten that LoRA's rate for A goes from and to"),
  rangeB: range().describe("powers of ten that LoRA's rate for B goes from and to"),
  perDecade: count().describe('how many rates a power of ten, where there are two'),
  rangeSingle: range().describe('powers of ten that the rate goes from and to where there is one'),
  perDecadeSingle: count().describe('how many rates a power of ten, where there is one'),
});

export type GridSettings = z.infer<typeof gridSettings>;
