import { z } from 'zod';

/** The precisions of products with frozen weights. Accumulation and everything else is float32 in both. */
export const precisions = ['float32', 'bfloat16'] as const;
export const precision = z.enum(precisions);

/** One of {@link precisions}. */
export type Precision = z.infer<typeof precision>;
