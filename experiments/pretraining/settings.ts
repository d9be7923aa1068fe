import { pretrainingFields } from '@singlora/records';
import { sceneNames } from '@singlora/renderer';
import { list } from '@singlora/runner';
import { z } from 'zod';

const { seed, learningRate, ...fields } = pretrainingFields;

/** Settings of pre-training: the fields of its records, and what it measures on the way. */
export const pretrainingSettings = z.strictObject({
  ...fields,
  seeds: list(seed).describe('seeds, comma separated'),
  lr: learningRate.describe('peak learning rate, which falls along a cosine'),
  evaluateEvery: z.int().min(1).describe('steps between two measurements with sample pictures'),
  sampleScenes: z
    .int()
    .min(1)
    .max(sceneNames.length)
    .describe('scenes in which each class is drawn for the sample pictures'),
  judgedEach: z
    .int()
    .min(1)
    .describe('pictures of each class and scene that the judge sees at the end'),
});

export type PretrainingSettings = z.infer<typeof pretrainingSettings>;
