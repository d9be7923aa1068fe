import {
  commonFields,
  scaling,
  type Initial,
  type Layer,
  type Method,
  type ParameterSpec,
} from '@singlora/core';
import type { DeclaredMethod, DeclaredParameter } from '@singlora/records';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { squareLayersAlone } from '../errors.ts';
import { sharesParameters, mapValues } from '../exponents/prediction/factor-model.ts';
import { formulaOf } from './formula.ts';

const settings = {
  ...(commonFields as unknown as z.ZodRawShape),
  /** The width at which all powers of the width are 1. */
  base_width: z.int().min(1).default(1),
};

/** The ramp of a formula with u. */
const ramp = z
  .union([z.literal('none'), z.strictObject({ steps: z.int().min(1) })])
  .default('none');

type Config = Parameters<Method['parameters']>[1] & { readonly base_width?: number };

/**
 * A declared method as one of `core`'s, where powers of the width n are powers of in/`base_width`. Starts of ones and
 * from the gradient are zeros here, since they need more than the layer: `startedAdapter` draws them.
 */
export function declaredAdapter(declared: DeclaredMethod): Method {
  const { name, title, formula } = declared;
  const { p, q, shapes, scale, hasRamp } = formulaOf(formula);
  const product = (names: readonly string[], values: Readonly<Record<string, tf.Tensor>>) =>
    names
      .map((one) => [shapes[one]?.join(), values[one] as tf.Tensor] as const)
      .map(([shape, value]) => ({
        isOfRank: shape === 'r,r',
        value: shape === 'out' || shape === 'in' ? tf.expandDims(value, 1) : value,
      }))
      .reduce((product, { isOfRank, value }) => ({
        isOfRank: false,
        value: isOfRank ? tf.matMul(product.value, value) : tf.mul(product.value, value),
      })).value as tf.Tensor2D;
  return {
    name,
    title,
    summary: `${title}: ${formula}, declared in a file`,
    schema: z.strictObject({
      method: z.literal(name),
      ...settings,
      ...(hasRamp && { ramp }),
    }) as unknown as Method['schema'],
    peft: { type: 'SINGLORA', marks: { method: name } },
    kinds: ['linear'],
    sides: { p, q },
    parameters(layer, config: Config) {
      if (sharesParameters({ p, q }) && layer.inFeatures !== layer.outFeatures)
        throw squareLayersAlone(name, layer);
      return mapValues(declared.parameters, (own, key): ParameterSpec => {
        const { trained, rate, decays } = own;
        const { inFeatures, outFeatures } = layer;
        const lrScale = powerAt(layer, config, rate);
        return {
          key,
          shape: (shapes[key] ?? []).map(
            (size) => ({ in: inFeatures, out: outFeatures, r: config.r })[size],
          ),
          init: initOf(own, p.includes(key) ? 'p' : 'q', layer, config),
          group: trained ? { lrScale, weightDecay: decays } : 'frozen',
        };
      });
    },
    factors: (values, { layer, config }) => ({
      p: tf.mul(product(p, values), powerAt(layer, config, scale)),
      q: product(q, values),
    }),
  };
}

/** (n / base)^exponent */
const powerAt = ({ inFeatures }: Layer, { base_width = 1 }: Config, exponent: number): number =>
  (inFeatures / base_width) ** exponent;

function initOf(
  { start, exponent }: DeclaredParameter,
  side: 'p' | 'q',
  layer: Layer,
  config: Config,
): Initial {
  // N(0, 1/base) at the base width, for any exponent.
  const std = powerAt(layer, config, exponent) / Math.sqrt(config.base_width ?? 1);
  if (start === 'random') return { dist: 'normal', std };
  if (start !== 'principal') return { dist: 'zeros' };
  const factor = 1 / Math.sqrt(scaling(config));
  return { dist: 'part-of-weight', by: 'svd', side, factor, rankAxis: 1 };
}
