import * as z from 'zod/mini';
import { consistent } from '../config.ts';
import { loraFamily, loraFields } from '../lora-factors.ts';
import type { Method } from '../method.ts';

/** PEFT's `LoraConfig`, with its defaults except `lora_alpha` = 8. */
const schema = z
  .strictObject({ method: z.literal('lora'), ...loraFields })
  .check(z.superRefine(consistent));

/** LoRA (arXiv 2106.09685): `W0 + alpha/r · B A` with A `[r, in]` and B `[out, r]`. */
export const lora: Method<z.infer<typeof schema>> = {
  ...loraFamily,
  name: 'lora',
  title: 'LoRA',
  summary: 'LoRA: W + alpha/r·B·A, two matrices (arXiv 2106.09685)',
  schema,
  peft: { type: 'LORA', marks: { use_dora: false } },
};
