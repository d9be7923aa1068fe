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

/** The settings of {@link rslora}: LoRA's, with `use_rslora` fixed. */
export const rsloraSchema = z
  .strictObject({
    method: z.literal('rslora'),
    ...commonFields,
    use_rslora: z._default(z.literal(true), true),
    init_lora_weights: loraInitSchema,
  })
  .check(z.superRefine(consistent));

export type RsLoraConfig = z.infer<typeof rsloraSchema>;

/** rsLoRA (arXiv 2312.03732): LoRA scaled by alpha/√r. Every other method takes the same scale by `use_rslora`. */
export const rslora: Method<RsLoraConfig> = {
  name: 'rslora',
  title: 'rsLoRA',
  summary: 'rsLoRA: LoRA scaled by alpha/√r (arXiv 2312.03732)',
  schema: rsloraSchema,
  peft: { type: 'LORA', marks: { use_dora: false, use_rslora: true } },
  kinds: loraKinds,
  parameters: (layer, config) => loraParameters(layer, config),
  sides: loraSides,
  factors: loraFactors,
};
