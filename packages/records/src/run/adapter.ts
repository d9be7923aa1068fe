import { z } from 'zod';
import { count, text } from './fields.ts';

/**
 * An adapter, every setting by PEFT's name in `adapter_config.json`: what `parseAdapterConfig` of `@singlora/core` gives, complete.
 * Here is what all methods have and pages read; what else is in it, the method declares.
 */
export const recordedAdapter = z
  .looseObject({
    method: text,
    r: count.describe('adapter rank r'),
    lora_alpha: z.number().describe('adapter alpha; the update is scaled by alpha/r'),
  })
  .readonly();

/** An adapter as records have it. */
export type RecordedAdapter = z.infer<typeof recordedAdapter>;
