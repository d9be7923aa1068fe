import { z } from 'zod';

/** The ramp's length T as runs record it: a fraction of their steps, or a number of steps. */
export const recordedRamp = z.union([
  z.number(),
  z.strictObject({ steps: z.int().min(1) }).readonly(),
]);

/** A ramp's length T: a fraction of a run's steps, or a number of steps. */
export type RecordedRamp = z.infer<typeof recordedRamp>;
