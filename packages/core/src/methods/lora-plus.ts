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

/** The settings of {@link loraPlus}: LoRA's, and the ratio of the two learning rates. */
export const loraPlusSchema = z
  .strictObject({
    method: z.literal('lora+'),
    ...commonFields,
    init_lora_weights: loraInitSchema,
    /** B's learning rate over A's; 16 is the paper's choice, 1 is LoRA bit for bit. */
    loraplus_lr_ratio: z._default(z.number().check(z.positive()), 16),
  })
  .check(z.superRefine(consistent));

export type LoraPlusConfig = z.infer<typeof loraPlusSchema>;

/**
 * LoRA+ (arXiv 2402.12354): LoRA whose B learns faster than its A. As in its authors' optimiser, every trained vector
 * learns as fast as B: the biases of layers trained whole, such as the head's. (That optimiser also gives an embedding's
 * factors a separate rate, 1e-6; here they have the same rates as in other layers.) Files are plain LoRA's, since the
 * ratio belongs to the optimiser.
 */
export const loraPlus: Method<LoraPlusConfig> = {
  name: 'lora+',
  title: 'LoRA+',
  summary: 'LoRA+: LoRA with a higher learning rate for B (arXiv 2402.12354)',
  schema: loraPlusSchema,
  peft: { type: 'LORA', marks: { use_dora: false } },
  kinds: loraKinds,
  parameters: (layer, config) =>
    loraParameters(layer, config, { lrScale: config.loraplus_lr_ratio, weightDecay: true }),
  wholeBias: (config) => ({ lrScale: config.loraplus_lr_ratio, weightDecay: false }),
  sides: loraSides,
  growing: { setting: 'loraplus_lr_ratio', title: 'ratio of rates', exponent: 1 },
  factors: loraFactors,
};
