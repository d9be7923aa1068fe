import type { RecordedRamp } from '@singlora/records';
import { z } from 'zod';

const expected =
  'say a fraction of the steps from 0 to 1, such as 0.01, or a number of steps, such as 1000steps';

/** The ramp's length T: a fraction of the steps (`0.01`; 0 is no ramp), or a number of steps (`1000steps`). */
export const rampSetting = z.union(
  [z.string().regex(/^[1-9]\d*steps$/, expected), z.coerce.number().min(0).max(1)],
  expected,
);

/** A ramp's setting as a run's record has it. */
export const rampOf = (setting: z.infer<typeof rampSetting>): RecordedRamp =>
  typeof setting === 'number' ? setting : { steps: Number.parseInt(setting) };
