import { z } from 'zod';
import { count, least0, positive, text } from '../run/fields.ts';
import { recordVersion } from '../version.ts';
import { wholeModelFields, type WholeModelSummary } from './whole-model.ts';

/** The fields of a run that trains a judge; the experiment's flags are these. */
export const judgeFields = {
  ...wholeModelFields,
  subjects: count.describe('subjects to render and learn from'),
  devSubjects: count.describe('further subjects, whose loss and accuracies are measured'),
  heldOutSubjects: count.describe('held-out subjects, which the judge is scored on'),
  views: z.int().min(2).describe('pictures of each subject, in different scenes'),
  imperfectShare: z
    .number()
    .min(0)
    .max(1)
    .describe('share of the pictures that go through the codec with noise'),
  noise: least0.describe('the most noise on the latents of these, as a standard deviation'),
  scoredNoise: least0.describe('the noise on those of imperfect pictures to score on'),
  temperature: positive.describe('temperature τ of the contrastive loss'),
};

/** The resolved configuration of one run that trains a judge: what its record keeps and its identity is computed from. */
export const judgeRunConfig = z
  .strictObject({
    version: recordVersion(2),
    preset: text,
    ...judgeFields,
    /** the judge's config.json */
    judge: z.record(z.string(), z.unknown()),
  })
  .readonly();

/** Every setting of one run of training a judge. */
export type JudgeRunConfig = z.infer<typeof judgeRunConfig>;

/** Values that occur once in a judge's summary. */
export interface JudgeSummary extends WholeModelSummary {
  readonly parameters: number;
  /** the loss of the averaged weights on the dev subjects */
  readonly devLoss: number;
  /** the same for the weights as saved, in half precision */
  readonly savedDevLoss: number;
}

/**
 * The keys of a score's values in the summary. Scores are means over held-out subjects:
 * `rendered/…` on their pictures as rendered, `imperfect/…` on these pictures with noise and passed
 * through the codec, `exact/…` for the colours that the renderer knows.
 */
export const judgeNumbers = {
  /** over subjects */
  mean: (score: string) => score,
  /** of that mean */
  standardError: (score: string) => `${score}/standardError`,
  /** the minimum over subjects */
  least: (score: string) => `${score}/least`,
  /** the maximum over subjects */
  most: (score: string) => `${score}/most`,
  /** how many there are */
  subjects: (score: string) => `${score}/subjects`,
} as const;
