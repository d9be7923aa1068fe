import { z } from 'zod';
import { rampSetting } from './ramp.ts';

const positive = () => z.coerce.number().positive();

/** The settings that only some methods know, for the settings of experiments; the keys are command-line flags. */
export const methodSettings = {
  ramp: rampSetting.describe(
    'ramp-up length T as a fraction of the steps (0.01), or in steps (1000steps); methods with a ramp',
  ),
  start: z
    .enum(['uniform', 'normal', 'paired', 'principal'])
    .optional()
    .describe(
      'how a single factor starts: uniform (default) or normal at random; paired (signed-singlora) or principal (singlora), with which the update is zero without a ramp (--ramp=0)',
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
