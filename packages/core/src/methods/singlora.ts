import type * as tf from '@tensorflow/tfjs-core';
import * as z from 'zod/mini';
import { commonFields, consistent } from '../config.ts';
import { matrixKinds } from '../matrix-kinds.ts';
import type { Method } from '../method.ts';
import { rampSchema } from '../ramp.ts';
import { bothSides, lrScalingSchema, startSchema, startedFactor } from '../symmetric.ts';

/** Defaults: r = alpha = 8 (the paper's GLUE protocol), see `ramp` and `init` for theirs. */
const schema = z
  .strictObject({
    method: z.literal('singlora'),
    ...commonFields,
    ramp: rampSchema,
    init: startSchema,
    lr_scaling: lrScalingSchema,
  })
  .check(z.superRefine(consistent));

/**
 * SingLoRA (arXiv 2507.05566): `W0 + u(t) · alpha/r · A A*ᵀ` with one matrix A `[max(in, out), r]`.
 * A zero A would never train, because ∂L/∂A = (G + Gᵀ) A; so A starts at random and the ramp u starts at 0 instead.
 */
export const singlora: Method<z.infer<typeof schema>> = {
  name: 'singlora',
  title: 'SingLoRA',
  summary: 'SingLoRA: W + u·alpha/r·A·Aᵀ, one matrix (arXiv 2507.05566)',
  schema,
  peft: { type: 'SINGLORA', marks: { method: 'singlora' } },
  kinds: matrixKinds,
  parameters: (layer, config) => ({ A: startedFactor(layer, config, 'singlora_A') }),
  sides: { p: ['A'], q: ['A'] },
  factors: ({ A }, { layer }) => bothSides(A as tf.Tensor2D, layer),
};
