import { z } from 'zod';
import { positive, text, whole } from '../record.ts';

const problem = z.discriminatedUnion('problem', [
  /** Other scores of a synthetic attention: the paper's figure 1. */
  z.object({ problem: z.literal('attention'), width: whole.positive(), tokens: whole.positive() }),
  /** A wanted update of one weight. */
  z.object({
    problem: z.literal('matrix'),
    target: text,
    width: whole.positive(),
    targetRank: whole.positive(),
  }),
]);

/** One method at one rank and rate on one problem. */
const config = z.object({
  preset: text,
  problem,
  method: text,
  rank: whole.positive(),
  rate: positive,
  optimiser: text,
  steps: whole.positive(),
  seeds: z.array(whole).min(1),
});

/** Over seeds; null where half of them, or a quarter, were lost. */
const quartiles = z.object({
  low: z.number().nullable(),
  median: z.number().nullable(),
  high: z.number().nullable(),
});

/** Losses are shares of the frozen model's. */
const result = z.object({
  parameters: whole.min(0),
  curve: z.array(quartiles.extend({ step: whole.min(0) })),
  loss: quartiles,
  /** What no adapter of this method and rank can go below; null where that is not known. */
  floor: z.number().nullable(),
});

export const record = { config, result };
