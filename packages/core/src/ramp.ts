import * as z from 'zod/mini';
import { badRamp } from './errors.ts';

/**
 * The ramp u(t) = min(t/T, 1) of SingLoRA's section 3: T in optimiser steps, or as a fraction of the run.
 * The paper says T = 1,000 in its body and "1 % of the steps" in its appendix. The default is the fraction: it means
 * the same in a run of 100 steps, which 1,000 would leave at u ≤ 0.1 throughout.
 */
export const rampSchema = z._default(
  z.union(
    [
      z.literal('none'),
      z.strictObject({ steps: z.int().check(z.minimum(1)) }),
      z.strictObject({ fraction: z.number().check(z.positive(), z.maximum(1)) }),
    ],
    {
      error: ({ input }) =>
        `expected "none", { steps: ${typeof input === 'number' && input >= 1 ? input : 1000} } or { fraction: 0.01 }`,
    },
  ),
  { fraction: 0.01 },
);

/** The ramp of a configuration: `none`, T in steps, or T as a fraction of the run. */
export type Ramp = z.infer<typeof rampSchema>;

/**
 * The ramp's value before the next step: `step` counts completed optimiser steps, so micro-batches of one step share
 * a value and the first step has u = 0. Methods without a ramp are always at 1.
 * @throws {CoreError} for a step or a number of steps that gives no value from 0 to 1
 */
export function rampAt(
  config: { readonly method?: string; readonly ramp?: Ramp },
  step: number,
  totalSteps: number,
): number {
  const { ramp = 'none' } = config;
  if (ramp === 'none') return 1;
  const length = 'steps' in ramp ? ramp.steps : Math.max(1, Math.round(ramp.fraction * totalSteps));
  const u = Math.min(step / length, 1);
  checkRamp(u);
  return u;
}

/** Throws unless u is a ramp's value, from 0 to 1. */
export function checkRamp(u: unknown): void {
  if (typeof u !== 'number' || !(u >= 0 && u <= 1)) throw badRamp(u);
}
