import { judgeFields } from '@singlora/records';
import { list } from '@singlora/runner';
import { z } from 'zod';

const { seed, learningRate, ...fields } = judgeFields;

/** Settings of training a judge: the fields of its records, and when it is measured on the way. */
export const judgingSettings = z.strictObject({
  ...fields,
  seeds: list(seed).describe('seeds, comma separated'),
  lr: learningRate.describe('peak learning rate, which falls along a cosine'),
  evaluateEvery: z.int().min(1).describe('steps between two measurements'),
});

export type JudgingSettings = z.infer<typeof judgingSettings>;
