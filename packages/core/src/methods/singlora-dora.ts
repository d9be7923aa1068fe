import type * as tf from '@tensorflow/tfjs-core';
import * as z from 'zod/mini';
import { commonFields, consistent } from '../config.ts';
import { magnitudeParameter } from '../magnitude.ts';
import { matrixKinds } from '../matrix-kinds.ts';
import type { Method } from '../method.ts';
import { rampSchema } from '../ramp.ts';
import { bothSides, lrScalingSchema, startSchema, startedFactor } from '../symmetric.ts';

const schema = z
  .strictObject({
    method: z.literal('singlora-dora'),
    ...commonFields,
    ramp: rampSchema,
    init: startSchema,
    /** Scales A's rate alone: a step of the magnitude changes the output by order 1 at any width. */
    lr_scaling: lrScalingSchema,
  })
  .check(z.superRefine(consistent));

/**
 * SingLoRA's direction with DoRA's magnitude, beyond both papers: `m ∘ V / ‖V‖` with `V = W0 + u · alpha/r · A A*ᵀ`. The magnitude lets rows shrink, which A Aᵀ ⪰ 0 cannot.
 */
export const singloraDora: Method<z.infer<typeof schema>> = {
  name: 'singlora-dora',
  title: 'SingLoRA with DoRA’s magnitude',
  summary: "SingLoRA for the direction, DoRA's magnitude per output",
  schema,
  peft: { type: 'SINGLORA', marks: { method: 'singlora-dora' } },
  kinds: matrixKinds,
  parameters: (layer, config) => ({
    A: startedFactor(layer, config, 'singlora_A'),
    magnitude: magnitudeParameter(layer, 'singlora_magnitude'),
  }),
  sides: { p: ['A'], q: ['A'], magnitude: 'magnitude' },
  factors: ({ A, magnitude }, { layer }) => ({
    ...bothSides(A as tf.Tensor2D, layer),
    magnitude: magnitude as tf.Tensor1D,
  }),
};
