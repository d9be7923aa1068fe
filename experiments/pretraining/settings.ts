import { sceneNames } from '@singlora/renderer';
import { list } from '@singlora/runner';
import { z } from 'zod';

const positive = () => z.coerce.number().positive();
const count = () => z.coerce.number().int().positive();
const share = () => z.coerce.number().min(0).lt(1);

/** Every setting of pre-training; the keys are the command-line flags. */
export const pretrainingSettings = z.strictObject({
  textEncoder: z
    .string()
    .describe('whose hidden states tell what a picture shows: a model of the Hub, or a folder'),
  seeds: list(z.coerce.number().int().nonnegative()).describe('seeds, comma separated'),
  pictures: count().describe('pictures to render and learn from'),
  devPictures: count().describe('further pictures, whose loss is measured'),
  latentRms: positive().describe("root mean square of the pictures' latents"),
  steps: count().describe('steps of training'),
  batchSize: count().describe('pictures a step'),
  lr: positive().describe('peak learning rate, which falls along a cosine'),
  beta1: share().describe("AdamW's beta 1"),
  beta2: share().describe("AdamW's beta 2"),
  weightDecay: z.coerce.number().min(0).describe('decoupled weight decay of matrices and filters'),
  maxGradNorm: positive().describe('clip the gradient to this global norm'),
  warmupSteps: z.coerce.number().int().nonnegative().describe('steps of linear warm-up'),
  averageDecay: share().describe("of the weights' running average, which is what is saved"),
  dropText: share().describe('how often a picture is learned without its text, for guidance'),
  evaluateEvery: count().describe('steps between two measurements with sample pictures'),
  sampleScenes: count()
    .max(sceneNames.length)
    .describe('scenes in which each class is drawn for the sample pictures'),
});

export type PretrainingSettings = z.infer<typeof pretrainingSettings>;
