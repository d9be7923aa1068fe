import { z } from 'zod';
import { rampSetting } from './ramp.ts';

const positive = () => z.coerce.number().positive();

/** The settings that only some methods know, for the settings of experiments; the keys are command-line flags. */
export const methodSettings = {
  ramp: rampSetting.describe(
    'ramp-up length T as a fraction of the steps (0.01), or in steps (1000steps); methods with a ramp',
  ),
  initFan: z
    .union([z.enum(['width', 'rank']), positive()])
    .optional()
    .describe(
      'what "Kaiming" counts as the fan of a single factor: width (default), rank, a number',
    ),
  lrRatio: positive().describe(
    'the learning rate of B divided by that of A (methods with two rates, such as LoRA+)',
  ),
};

/** Their values. */
export type MethodSettings = z.infer<z.ZodObject<typeof methodSettings>>;
