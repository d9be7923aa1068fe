import type * as tf from '@tensorflow/tfjs-core';
import * as z from 'zod/mini';
import { commonFields, consistent } from '../config.ts';
import {
  loraInitSchema,
  loraKinds,
  loraParameters,
  loraFactors,
  loraSides,
} from '../lora-factors.ts';
import { magnitudeParameter } from '../magnitude.ts';
import type { Method } from '../method.ts';

/** The settings of {@link dora}: LoRA's. */
export const doraSchema = z
  .strictObject({
    method: z.literal('dora'),
    ...commonFields,
    init_lora_weights: loraInitSchema,
  })
  .check(z.superRefine(consistent));

export type DoraConfig = z.infer<typeof doraSchema>;

/**
 * DoRA (arXiv 2402.09353): `m ∘ (W0 + alpha/r · B A) / ‖W0 + alpha/r · B A‖` with a trained magnitude m `[out]` and the
 * norm of each output row. While dropout is on, only the low-rank path sees the dropped-out input.
 */
export const dora: Method<DoraConfig> = {
  name: 'dora',
  title: 'DoRA',
  summary: 'DoRA: LoRA for the direction, a trained magnitude per output (arXiv 2402.09353)',
  schema: doraSchema,
  peft: { type: 'LORA', marks: { use_dora: true } },
  kinds: loraKinds,
  parameters: (layer, config) => ({
    ...loraParameters(layer, config),
    lora_magnitude_vector: magnitudeParameter(layer),
  }),
  sides: { ...loraSides, magnitude: 'lora_magnitude_vector' },
  factors: (parameters) => ({
    ...loraFactors(parameters),
    magnitude: parameters['lora_magnitude_vector'] as tf.Tensor1D,
  }),
};
