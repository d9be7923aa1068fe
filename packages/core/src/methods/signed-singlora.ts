import * as tf from '@tensorflow/tfjs-core';
import * as z from 'zod/mini';
import { commonFields, consistent } from '../config.ts';
import { oddRank } from '../errors.ts';
import { matrixKinds } from '../matrix-kinds.ts';
import type { Method, ParameterSpec } from '../method.ts';
import { rampSchema } from '../ramp.ts';
import type { Layer } from '../slot.ts';
import { bothSides, lrScalingSchema, pairedStartSchema, singleFactor } from '../symmetric.ts';

/** SingLoRA's settings, and the share of negative directions. */
const schema = z
  .strictObject({
    method: z.literal('signed-singlora'),
    ...commonFields,
    ramp: rampSchema,
    init: pairedStartSchema,
    lr_scaling: lrScalingSchema,
    /** The share of the r directions whose sign is −1, rounded down. 0 is SingLoRA. */
    negative: z._default(z.number().check(z.minimum(0), z.maximum(1)), 0.5),
  })
  .check(
    z.superRefine(consistent),
    z.refine(({ init, negative }) => init.dist !== 'paired' || negative === 0.5, {
      path: ['init'],
      message: 'paired needs as many negative directions as positive ones, negative: 0.5',
    }),
  );

type Config = z.infer<typeof schema>;

/** A's start: with pairs, `A S A*ᵀ` begins as `C C*ᵀ − C C*ᵀ`, whose gradients in the two C are opposite and not 0. */
function factorOf(layer: Layer, config: Config): ParameterSpec {
  const { init } = config;
  if (init.dist !== 'paired') return singleFactor(layer, { ...config, init }, 'singlora_A');
  if (config.r % 2 !== 0) throw oddRank("init: { dist: 'paired' }", config.r);
  const drawn = { dist: 'uniform', fan: init.fan } as const;
  const spec = singleFactor(layer, { ...config, init: drawn }, 'singlora_A');
  return { ...spec, init: { dist: 'paired', of: spec.init } };
}

const negatives = ({ r, negative }: Config): number => Math.floor(r * negative);

/**
 * Signed SingLoRA, beyond the paper: `W0 + u · alpha/r · A S A*ᵀ` with a fixed S = diag(±1), the last ones negative.
 * A Aᵀ alone is positive semi-definite on a square weight, so no step of it can point in a negative direction.
 */
export const signedSinglora: Method<Config> = {
  name: 'signed-singlora',
  title: 'Signed SingLoRA',
  summary: 'Signed SingLoRA: W + u·alpha/r·A·S·Aᵀ with S = diag(±1)',
  schema,
  peft: { type: 'SINGLORA', marks: { method: 'signed-singlora' } },
  kinds: matrixKinds,
  parameters: (layer, config) => ({ A: factorOf(layer, config) }),
  sides: { p: ['A'], q: ['A'], negatives },
  factors({ A }, { layer, config }) {
    const { p, q } = bothSides(A as tf.Tensor2D, layer);
    const firstNegative = config.r - negatives(config);
    const signs = Array.from({ length: config.r }, (_, i) => (i < firstNegative ? 1 : -1));
    return { p: tf.mul(p, tf.tensor1d(signs)), q };
  },
};
