import { z } from 'zod';
import { count, text } from './fields.ts';

/**
 * An adapter, with every setting named as in PEFT's `adapter_config.json`: the complete result of `parseAdapterConfig`
 * of `@singlora/core`. The schema has the fields that all methods share and pages read; the method declares the rest.
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
