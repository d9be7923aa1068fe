import { sceneNames } from '@singlora/renderer';
import { list } from '@singlora/runner';
import { z } from 'zod';
import { wholeModelSettings } from '../training/whole-model-settings.ts';

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
  ...wholeModelSettings,
  dropText: share().describe('how often a picture is learned without its text, for guidance'),
  evaluateEvery: count().describe('steps between two measurements with sample pictures'),
  sampleScenes: count()
    .max(sceneNames.length)
    .describe('scenes in which each class is drawn for the sample pictures'),
});

export type PretrainingSettings = z.infer<typeof pretrainingSettings>;
