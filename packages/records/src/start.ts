import { z } from 'zod';

/** How a single factor starts, of methods that have the choice; `fan` where the distribution has a size. */
export const recordedStart = z
  .strictObject({ dist: z.string(), fan: z.union([z.string(), z.number()]).optional() })
  .readonly();

/** How a single factor starts, of methods that have the choice. */
export type RecordedStart = z.infer<typeof recordedStart>;
