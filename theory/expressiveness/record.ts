import { z } from 'zod';
import { count, positive, recordVersion, seeds, text, whole } from '../record.ts';

const problem = z.discriminatedUnion('problem', [
  /** Other scores of a synthetic attention: the paper's figure 1. */
  z.strictObject({
    problem: z.literal('attention'),
    width: count,
    tokens: count,
  }),
  z.strictObject({
    problem: z.literal('matrix'),
    target: text,
    width: count,
    targetRank: count,
  }),
]);

/** One method at one rank and rate on one problem. */
export const fields = {
  version: recordVersion(1),
  preset: text,
  problem,
  method: text.describe('adapter methods'),
  rank: count.describe('ranks r'),
  rate: positive,
  optimiser: text,
  schedule: z.enum(['constant', 'linear']),
  steps: count.describe('steps'),
  /** The number of steps with a recorded loss. */
  points: count,
  seeds: seeds.describe('seeds'),
};

/** Quartiles over seeds; null where half of them, or a quarter, diverged. */
const quartiles = z.strictObject({
  low: z.number().nullable(),
  median: z.number().nullable(),
  high: z.number().nullable(),
});

/** Losses are relative to the frozen model's. */
const result = z.strictObject({
  version: recordVersion(1),
  parameters: whole.min(0),
  curve: z.array(quartiles.extend({ step: whole.min(0) })),
  /** The losses after the last step; null where not finite. `unit` is the mean squared error that corresponds to a loss of 1. */
  finals: z.array(
    z.strictObject({
      seed: whole,
      loss: z.number().nullable(),
      floor: z.number().nullable(),
      unit: z.number(),
    }),
  ),
  loss: quartiles,
  /** The lower bound of the loss for this method and rank; null where it is unknown. */
  floor: z.number().nullable(),
});

export const record = { config: z.strictObject(fields), result };
