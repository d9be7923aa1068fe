import { addMethod, createAdapter, initialTensor, layerStart } from '@singlora/core';
import type { RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import type { FactorParameter } from '../exponents/prediction/factor-model.ts';
import type { WidthModel } from '../models/width-model.ts';
import { isFromWeight } from './can-start.ts';
import { declaredAdapter } from './declared-adapter.ts';
import { factorsOf, startOfDistribution, type NamedMethod } from './factor-model-of.ts';
import { gradientStart } from './gradient-start.ts';
import { adapterConfigAt, fanOf, variantOf, type VariantContext } from './variants.ts';

/** A variant's settings, with the method and how its parameters start. */
export type StartContext = VariantContext & NamedMethod;

/**
 * core's adapter at a width, on a model of that width. Trained parameters with a start that core
 * does not support are drawn anew. The caller frees its parameters and its start.
 */
export function startedAdapter(context: StartContext, model: WidthModel, random: RandomStream) {
  if (context.declared) addMethod(declaredAdapter(context.declared));
  const variant = variantOf(context.method);
  const config = adapterConfigAt(variant, context, model.targets);
  const adapter = createAdapter(model.slots, config, random);
  const { parameters: wanted, p } = factorsOf(context);
  const redraws = context.initExponent !== null && !variant.hasInit && !isFromWeight(context.start);
  const parameters = { ...adapter.parameters };
  const alongGradient = gradientStart(model, random);
  for (const [layer, { specs }] of adapter.layers) {
    for (const [parameter, { init, shape, group, symbol = parameter }] of Object.entries(specs)) {
      if (group === 'frozen') continue;
      const { start = startOfDistribution[init.dist], startExponent } = wanted[symbol] ?? {};
      if (start === startOfDistribution[init.dist] && !(redraws && start === 'random')) continue;
      const name = `${layer}.${parameter}`;
      tf.dispose(parameters[name]);
      const std = stdOf(context, start === 'gradient' ? startExponent : undefined);
      const side = p.includes(symbol) ? 'p' : 'q';
      parameters[name] =
        start === 'gradient'
          ? alongGradient(layer, side, shape[1] as number, std)
          : firstValues(start, shape, std, random);
    }
  }
  return { ...adapter, parameters };
}

/** The standard deviation of entries ∝ n^exponent; 1/√base at the base width, for any exponent. */
const stdOf = (context: StartContext, exponent = context.initExponent ?? -1 / 2): number =>
  fanOf(context, exponent) ** -0.5;

function firstValues(
  start: FactorParameter['start'],
  shape: readonly number[],
  std: number,
  random: RandomStream,
): tf.Tensor {
  if (start === 'ones') return tf.ones([...shape]);
  if (start === 'zero') return tf.zeros([...shape]);
  const noWeight = layerStart('', () => tf.zeros([0, 0]), random);
  return initialTensor({ dist: 'normal', std }, shape, random, noWeight);
}
