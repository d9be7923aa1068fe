import { list } from '@singlora/runner';
import { z } from 'zod';
import { wholeModelSettings } from '../training/whole-model-settings.ts';

const positive = () => z.coerce.number().positive();
const count = () => z.coerce.number().int().positive();

/** Every setting of training a judge; the keys are the command-line flags. */
export const judgingSettings = z.strictObject({
  seeds: list(z.coerce.number().int().nonnegative()).describe('seeds, comma separated'),
  subjects: count().describe('subjects to render and learn from'),
  devSubjects: count().describe('further subjects, whose loss and accuracies are measured'),
  heldOutSubjects: count().describe('held-out subjects, which the judge is scored on'),
  views: z.coerce.number().int().min(2).describe('pictures of each subject'),
  imperfectShare: z.coerce
    .number()
    .min(0)
    .max(1)
    .describe('share of the pictures that go through the codec with noise'),
  noise: z.coerce.number().min(0).describe('the most noise on the latents of these'),
  scoredNoise: z.coerce
    .number()
    .min(0)
    .describe('the noise on those of imperfect pictures to score on'),
  temperature: positive().describe('temperature of the contrastive loss'),
  ...wholeModelSettings,
  evaluateEvery: count().describe('steps between two measurements'),
});

export type JudgingSettings = z.infer<typeof judgingSettings>;
