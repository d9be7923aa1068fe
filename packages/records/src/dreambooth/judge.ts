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
    /** of the training split, learned from */
    subjects: whole,
    /** of the training split, whose loss and accuracies are measured while it trains */
    devSubjects: whole,
    /** of the held-out split, which it is scored on in the end */
    heldOutSubjects: whole,
    /** pictures of each subject, in different scenes */
    views: whole,
    /** the judge's config.json */
    judge: z.record(z.string(), z.unknown()),
    /** of the pictures, those that are learned from imperfect */
    imperfectShare: number,
    /** the most noise that the latents of these get, as a standard deviation */
    noise: number,
    /** of the latents of the held-out pictures, when it is scored on imperfect ones */
    scoredNoise: number,
    /** τ of the contrastive loss */
    temperature: number,
  })
  .readonly();

/** One run of training a judge, resolved: what its record keeps and its identity is made of. */
export const judgeRunConfig = versioned(config, [firstVersion]);

/** Every setting of one run of training a judge. */
export type JudgeRunConfig = z.infer<typeof judgeRunConfig>;

/** Numbers that stand once in a judge's summary. */
export interface JudgeSummary {
  readonly steps: number;
  readonly trainSeconds: number;
  readonly peakRssBytes: number;
  /** of the judge */
  readonly parameters: number;
  /** of the average weights, on the dev subjects */
  readonly devLoss: number;
  /** the same of the weights as they are saved, in half precision */
  readonly savedDevLoss: number;
}

/**
 * The names of a score's numbers in the summary. Scores are of held-out subjects, estimated over them:
 * `rendered/…` on their pictures as rendered, `imperfect/…` on these through the codec with noise, `exact/…` of
 * the colours that the renderer knows.
 */
export const judgeNumbers = {
  /** over subjects */
  mean: (score: string) => score,
  /** of that mean */
  standardError: (score: string) => `${score}/standardError`,
  /** of any subject */
  least: (score: string) => `${score}/least`,
  /** of any subject */
  most: (score: string) => `${score}/most`,
  /** how many */
  subjects: (score: string) => `${score}/subjects`,
} as const;
