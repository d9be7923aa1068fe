import * as z from 'zod/mini';
import { consistent } from '../config.ts';
import { loraFamily, loraFields } from '../lora-factors.ts';
import type { Method } from '../method.ts';

const schema = z
  .strictObject({
    method: z.literal('lora+'),
    ...loraFields,
    /** B's learning rate over A's; 16 is the paper's choice, 1 is LoRA bit for bit. */
    loraplus_lr_ratio: z._default(z.number().check(z.positive()), 16),
  })
  .check(z.superRefine(consistent));

/**
 * LoRA+ (arXiv 2402.12354): LoRA whose B learns faster than its A. As in its authors' optimiser, every trained vector
 * learns as fast as B: the biases of layers trained whole, such as the head's. (That optimiser also gives an embedding's
 * factors a separate rate, 1e-6; here they have the same rates as in other layers.) Files are plain LoRA's, since the
 * ratio belongs to the optimiser.
 */
export const loraPlus: Method<z.infer<typeof schema>> = {
  ...loraFamily,
  name: 'lora+',
  title: 'LoRA+',
  summary: 'LoRA+: LoRA with a higher learning rate for B (arXiv 2402.12354)',
  schema,
  peft: { type: 'LORA', marks: { use_dora: false } },
  parameters: (layer, config) =>
    loraFamily.parameters(layer, config, {
      lrScale: config.loraplus_lr_ratio,
      weightDecay: true,
    }),
  wholeBias: (config) => ({ lrScale: config.loraplus_lr_ratio, weightDecay: false }),
  growing: { setting: 'loraplus_lr_ratio', title: 'ratio of rates', exponent: 1 },
};
