import type * as tf from '@tensorflow/tfjs-core';
import * as z from 'zod/mini';
import { consistent } from '../config.ts';
import { loraFamily, loraFields } from '../lora-factors.ts';
import { magnitudeParameter } from '../magnitude.ts';
import type { Method } from '../method.ts';

const schema = z
  .strictObject({ method: z.literal('dora'), ...loraFields })
  .check(z.superRefine(consistent));

/**
 * DoRA (arXiv 2402.09353): `m ∘ (W0 + alpha/r · B A) / ‖W0 + alpha/r · B A‖` with a trained magnitude m `[out]` and the
 * norm of each output row. While dropout is on, only the low-rank path sees the dropped-out input.
 */
export const dora: Method<z.infer<typeof schema>> = {
  name: 'dora',
  title: 'DoRA',
  summary: 'DoRA: LoRA for the direction, a trained magnitude per output (arXiv 2402.09353)',
  schema,
  peft: { type: 'LORA', marks: { use_dora: true } },
  kinds: loraFamily.kinds,
  parameters: (layer, config) => ({
    ...loraFamily.parameters(layer, config),
    lora_magnitude_vector: magnitudeParameter(layer),
  }),
  sides: { ...loraFamily.sides, magnitude: 'lora_magnitude_vector' },
  factors: (parameters) => ({
    ...loraFamily.factors(parameters),
    magnitude: parameters['lora_magnitude_vector'] as tf.Tensor1D,
  }),
};
