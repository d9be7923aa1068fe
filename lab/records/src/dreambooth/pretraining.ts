import { z } from 'zod';
import { count, positive, share, text, whole } from '../run/fields.ts';
import { recordVersion } from '../version.ts';
import { wholeModelFields, type WholeModelSummary } from './whole-model.ts';

/** The fields of a run of pre-training; the experiment's flags are these. */
export const pretrainingFields = {
  ...wholeModelFields,
  textEncoder: text.describe(
    'whose hidden states tell what a picture shows: a model of the Hub, or a folder',
  ),
  pictures: count.describe('pictures to render and learn from, again and again'),
  devPictures: count.describe('further pictures, whose loss is measured'),
  latentRms: positive.describe("root mean square of the pictures' latents"),
  whitening: share.describe(
    "how far the latents' channels are brought to one spread: 0 not at all, 1 fully",
  ),
  dropText: share.describe('how often a picture is learned without its text, for guidance'),
};

/** The resolved configuration of one pre-training run: what its record keeps and its identity is computed from. */
export const pretrainingRunConfig = z
  .strictObject({
    version: recordVersion(4),
    ...pretrainingFields,
    /** scenes in which each class is drawn for the sample pictures; null: not recorded */
    sampleScenes: count.nullable(),
    /** pictures of each class and scene that the judge classifies at the end; null: not recorded */
    judgedEach: count.nullable(),
    preset: text,
    tokens: whole,
    /** pixels a side */
    size: whole,
    /** the denoiser's config.json and the scheduler's */
    unet: z.record(z.string(), z.unknown()),
    scheduler: z.record(z.string(), z.unknown()),
  })
  .readonly();

/** Every setting of one run of pre-training. */
export type PretrainingRunConfig = z.infer<typeof pretrainingRunConfig>;

/** Values in the summary of a pre-training run. */
export interface PretrainingSummary extends WholeModelSummary {
  /** the number of the denoiser's parameters */
  readonly parameters: number;
  /** the loss of the averaged weights on the dev pictures */
  readonly devLoss: number;
  /** the number of sample pictures that the judge classified at the end */
  readonly samples: number;
  /** the shares of these in which the judge sees the prompted class, and the prompted scene */
  readonly sampleClass: number;
  readonly sampleScene: number;
}

/** The file of a run's sample pictures in its folder: one row per class, one column per scene. */
export const samplesFile = 'samples.png';
