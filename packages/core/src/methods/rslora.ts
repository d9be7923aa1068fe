import * as z from 'zod/mini';
import { consistent } from '../config.ts';
import { loraFamily, loraFields } from '../lora-factors.ts';
import type { Method } from '../method.ts';

const schema = z
  .strictObject({
    method: z.literal('rslora'),
    ...loraFields,
    use_rslora: z._default(z.literal(true), true),
  })
  .check(z.superRefine(consistent));

/** rsLoRA (arXiv 2312.03732): LoRA scaled by alpha/√r. Every other method takes the same scale by `use_rslora`. */
export const rslora: Method<z.infer<typeof schema>> = {
  ...loraFamily,
  name: 'rslora',
  title: 'rsLoRA',
  summary: 'rsLoRA: LoRA scaled by alpha/√r (arXiv 2312.03732)',
  schema,
  peft: { type: 'LORA', marks: { use_dora: false, use_rslora: true } },
};
