import { z } from 'zod';
import { firstVersion, versioned } from '../versioned.ts';
import { wholeModelKeys } from './whole-model.ts';

const text = z.string().min(1);
const whole = z.int().min(0);
const number = z.number();

const config = z
  .strictObject({
    version: z.literal(1),
    ...wholeModelKeys,
    preset: text,
    /** whose hidden states tell what a picture shows */
    textEncoder: text,
    tokens: whole,
    /** rendered, and seen again and again */
    pictures: whole,
    /** never learned from, whose loss is measured */
    devPictures: whole,
    /** pixels a side */
    size: whole,
    /** root mean square of the pictures' latents */
    latentRms: number,
    /** the denoiser's config.json and the scheduler's */
    unet: z.record(z.string(), z.unknown()),
    scheduler: z.record(z.string(), z.unknown()),
    /** of the steps of an example, the share in which it has no text */
    dropText: number,
  })
  .readonly();

/** One run of pre-training, resolved: what its record keeps and its identity is made of. */
export const pretrainingRunConfig = versioned(config, [firstVersion]);

/** Every setting of one run of pre-training. */
export type PretrainingRunConfig = z.infer<typeof pretrainingRunConfig>;

/** Numbers of a run of pre-training, in its summary. */
export interface PretrainingSummary {
  readonly steps: number;
  readonly trainSeconds: number;
  readonly peakRssBytes: number;
  /** of the denoiser */
  readonly parameters: number;
  /** of the average weights, on the dev pictures */
  readonly devLoss: number;
  /** of the last sample pictures, those in which the judge sees the class, and the scene, that was asked for */
  readonly sampleClass: number;
  readonly sampleScene: number;
}

/** The file of a run's sample pictures in its folder: a row a class, a column a scene. */
export const samplesFile = 'samples.png';
