import { z } from 'zod';

// What the records of several checks have in common.

export const text = z.string().min(1);
export const whole = z.int();
export const positive = z.number().positive();
export const widths = z.array(whole.positive()).min(1);

export const verdictNames = ['stable', 'vanishing', 'exploding', 'diverged', 'undecided'] as const;

export type VerdictName = (typeof verdictNames)[number];

/** How something grows with the width, with a 95% interval. */
export const slope = z.object({
  slope: z.number(),
  low: z.number(),
  high: z.number(),
  widths: whole.positive(),
  seeds: whole.positive(),
});

export type Slope = z.infer<typeof slope>;
