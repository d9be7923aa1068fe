import type * as tf from '@tensorflow/tfjs-core';
import * as z from 'zod/mini';
import { commonFields, consistent } from '../config.ts';
import { matrixKinds } from '../matrix-kinds.ts';
import type { Method, ParameterSpec } from '../method.ts';
import { rampSchema } from '../ramp.ts';
import type { Layer } from '../slot.ts';
import { factorInitSchema, lrScalingSchema, singleFactor } from '../symmetric.ts';

/** SingLoRA's settings, without the starts whose update is zero. */
const schema = z
  .strictObject({
    method: z.literal('untied-singlora'),
    ...commonFields,
    ramp: rampSchema,
    init: factorInitSchema,
    lr_scaling: lrScalingSchema,
  })
  .check(z.superRefine(consistent));

type Config = z.infer<typeof schema>;

/** A matrix `[rows, r]` that starts as the first rows of SingLoRA's A and learns at that A's rate. */
function factorOf(layer: Layer, config: Config, rows: number, key: string): ParameterSpec {
  const single = singleFactor(layer, config, key);
  const [drawn = rows] = single.shape;
  return {
    ...single,
    shape: [rows, config.r],
    init: { dist: 'shared', of: single.init, rows: drawn },
  };
}

/**
 * Untied SingLoRA, beyond the paper: `W0 + u · alpha/r · B Aᵀ` with B `[out, r]` and A `[in, r]`. Both start as SingLoRA's A, or
 * as its first rows, and then train independently, so the methods differ only in the tie.
 */
export const untiedSinglora: Method<Config> = {
  name: 'untied-singlora',
  title: 'Untied SingLoRA',
  summary: 'Untied SingLoRA: W + u·alpha/r·B·Aᵀ, two matrices that start as SingLoRA’s one',
  schema,
  peft: { type: 'SINGLORA', marks: { method: 'untied-singlora' } },
  kinds: matrixKinds,
  parameters: (layer, config) => ({
    A: factorOf(layer, config, layer.inFeatures, 'singlora_A'),
    B: factorOf(layer, config, layer.outFeatures, 'singlora_B'),
  }),
  sides: { p: ['B'], q: ['A'] },
  factors: ({ A, B }) => ({ p: B as tf.Tensor2D, q: A as tf.Tensor2D }),
};
