import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { commonFields, consistent } from '../config.ts';
import type { Method } from '../method.ts';
import { rampSchema } from '../ramp.ts';
import { bothSides, factorInitSchema, lrScalingSchema, singleFactor } from '../symmetric.ts';

/** The settings of {@link signedSinglora}: SingLoRA's, and how many directions point down. */
export const signedSingloraSchema = z
  .strictObject({
    method: z.literal('signed-singlora'),
    ...commonFields,
    ramp: rampSchema,
    init: factorInitSchema,
    lr_scaling: lrScalingSchema,
    /** The share of the r directions whose sign is −1, rounded down. 0 is SingLoRA. */
    negative: z.number().min(0).max(1).default(0.5),
  })
  .superRefine(consistent);

export type SignedSingLoraConfig = z.infer<typeof signedSingloraSchema>;

const negatives = ({ r, negative }: SignedSingLoraConfig): number => Math.floor(r * negative);

/**
 * Signed SingLoRA, beyond the paper: `W0 + u · alpha/r · A S A*ᵀ` with a fixed S = diag(±1), the last ones negative.
 * A Aᵀ alone is positive semi-definite on a square weight, so no step of it can point in a negative direction.
 */
export const signedSinglora: Method<SignedSingLoraConfig> = {
  name: 'signed-singlora',
  title: 'Signed SingLoRA',
  summary: 'Signed SingLoRA: W + u·alpha/r·A·S·Aᵀ with S = diag(±1)',
  schema: signedSingloraSchema,
  peft: { type: 'SINGLORA', marks: { method: 'signed-singlora' } },
  kinds: ['linear', 'conv1d', 'conv1x1'],
  parameters: (layer, config) => ({ A: singleFactor(layer, config, 'singlora_A') }),
  sides: { p: ['A'], q: ['A'], negatives },
  factors({ A }, { layer, config }) {
    const { p, q } = bothSides(A as tf.Tensor2D, layer);
    const firstNegative = config.r - negatives(config);
    const signs = Array.from({ length: config.r }, (_, i) => (i < firstNegative ? 1 : -1));
    return { p: tf.mul(p, tf.tensor1d(signs)), q };
  },
};
