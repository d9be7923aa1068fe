import * as z from 'zod/mini';
import { commonFields, consistent } from '../config.ts';
import {
  loraInitSchema,
  loraKinds,
  loraParameters,
  loraFactors,
  loraSides,
} from '../lora-factors.ts';
import type { Method } from '../method.ts';

/** The settings of {@link lora}: PEFT's `LoraConfig`, with its defaults except `lora_alpha` = 8. */
export const loraSchema = z
  .strictObject({
    method: z.literal('lora'),
    ...commonFields,
    init_lora_weights: loraInitSchema,
  })
  .check(z.superRefine(consistent));

export type LoraConfig = z.infer<typeof loraSchema>;

/** LoRA (arXiv 2106.09685): `W0 + alpha/r · B A` with A `[r, in]` and B `[out, r]`. */
export const lora: Method<LoraConfig> = {
  name: 'lora',
  title: 'LoRA',
  summary: 'LoRA: W + alpha/r·B·A, two matrices (arXiv 2106.09685)',
  schema: loraSchema,
  peft: { type: 'LORA', marks: { use_dora: false } },
  kinds: loraKinds,
  parameters: (layer, config) => loraParameters(layer, config),
  sides: loraSides,
  factors: loraFactors,
};
