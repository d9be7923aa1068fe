import {
  createAdapter,
  initialTensor,
  layerStart,
  type Adapter,
  type Initial,
} from '@singlora/core';
import type { RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import type { FactorParameter } from '../exponents/prediction/factor-model.ts';
import type { StartName } from '../exponents/prediction/start.ts';
import type { WidthModel } from '../models/width-model.ts';
import { isFromWeight } from './can-start.ts';
import { factorModelOf, starts } from './factor-model-of.ts';
import { adapterConfigAt, fanOf, variantOf, type VariantContext } from './variants.ts';

/** A variant's settings, with how its parameters start. */
export type StartContext = VariantContext & { readonly start: StartName };

/**
 * core's adapter at a width, on a model of that width; trained parameters that are to start otherwise than core can have them are drawn
 * anew. Its parameters and its start are the caller's to free.
 */
export function startedAdapter(
  method: string,
  context: StartContext,
  model: Pick<WidthModel, 'slots' | 'targets'>,
  random: RandomStream,
): Adapter {
  const variant = variantOf(method);
  const config = adapterConfigAt(variant, context, model.targets);
  const adapter = createAdapter(model.slots, config, random);
  const wanted = factorModelOf(method, { start: context.start }).parameters;
  const redraws = context.initExponent !== null && !variant.hasInit && !isFromWeight(context.start);
  const parameters = { ...adapter.parameters };
  for (const [layer, { specs }] of adapter.layers) {
    for (const [parameter, { init, shape, group, symbol = parameter }] of Object.entries(specs)) {
      if (group === 'frozen') continue;
      const start = wanted[symbol]?.start ?? starts[init.dist];
      if (start === starts[init.dist] && !(redraws && start === 'random')) continue;
      const name = `${layer}.${parameter}`;
      tf.dispose(parameters[name]);
      parameters[name] = firstValues(layer, start, shape, context, random);
    }
  }
  return { ...adapter, parameters };
}

function firstValues(
  layer: string,
  start: FactorParameter['start'],
  shape: readonly number[],
  context: StartContext,
  random: RandomStream,
): tf.Tensor {
  if (start === 'ones') return tf.ones([...shape]);
  const std = fanOf(context, context.initExponent ?? -1 / 2) ** -0.5;
  const initial: Initial = start === 'zero' ? { dist: 'zeros' } : { dist: 'normal', std };
  return initialTensor(
    initial,
    shape,
    random,
    layerStart(layer, () => tf.zeros([0, 0]), random),
  );
}
