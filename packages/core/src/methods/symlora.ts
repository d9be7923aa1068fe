import * as tf from '@tensorflow/tfjs-core';
import * as z from 'zod/mini';
import { commonFields, consistent } from '../config.ts';
import { matrixKinds } from '../matrix-kinds.ts';
import { trainedWithoutDecay, type Method } from '../method.ts';
import { bothSides, factorInitSchema, lrScalingSchema, singleFactor } from '../symmetric.ts';

const schema = z
  .strictObject({
    method: z.literal('symlora'),
    ...commonFields,
    init: factorInitSchema,
    /** Scales Q's rate alone: Λ has no width, and its steps change the output by order 1 at any. */
    lr_scaling: lrScalingSchema,
  })
  .check(z.superRefine(consistent));

/**
 * SymLoRA (arXiv 2504.03719): `W0 + alpha/r · Q Λ Qᵀ` with Q `[max(in, out), r]` and a trained diagonal Λ `[r]`, so the
 * update is symmetric but of either sign. Λ starts at zero: a fresh adapter changes nothing and needs no ramp. Where
 * the weight is not square, Q is cut as SingLoRA cuts A, which is our extension.
 */
export const symlora: Method<z.infer<typeof schema>> = {
  name: 'symlora',
  title: 'SymLoRA',
  summary: 'SymLoRA: W + alpha/r·Q·Λ·Qᵀ with a trained diagonal (arXiv 2504.03719)',
  schema,
  peft: { type: 'SINGLORA', marks: { method: 'symlora' } },
  kinds: matrixKinds,
  parameters: (layer, config) => ({
    Q: singleFactor(layer, config, 'symlora_Q'),
    lambda: {
      shape: [config.r],
      init: { dist: 'zeros' },
      group: trainedWithoutDecay,
      symbol: 'λ',
      key: 'symlora_lambda',
    },
  }),
  sides: { p: ['lambda', 'Q'], q: ['Q'] },
  factors({ Q, lambda }, { layer }) {
    const { p, q } = bothSides(Q as tf.Tensor2D, layer);
    return { p: tf.mul(p, lambda as tf.Tensor1D), q };
  },
};
