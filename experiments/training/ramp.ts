import { z } from 'zod';

const expected =
  'say a fraction of the steps from 0 to 1, such as 0.01, or a number of steps, such as 1000steps';

/** The ramp's length T: a fraction of the steps (`0.01`; 0 is no ramp), or a number of steps (`1000steps`). */
export const rampSetting = z.union(
  [z.string().regex(/^[1-9]\d*steps$/, expected), z.number().min(0).max(1)],
  expected,
);

/** The ramp in the form of an adapter's settings. */
export function rampOf(length: z.infer<typeof rampSetting>) {
  if (typeof length === 'string') return { steps: Number.parseInt(length) };
  return length === 0 ? 'none' : { fraction: length };
}
