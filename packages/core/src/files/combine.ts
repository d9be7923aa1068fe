import { quoted } from '../formats/bytes.ts';
import * as tf from '@tensorflow/tfjs-core';
import { parseAdapterConfig } from '../adapter-config.ts';
import { scaling } from '../config.ts';
import { badCombination, notCombinable } from '../errors.ts';
import { loraPair } from '../lora-factors.ts';
import type { Layer } from '../slot.ts';
import { configForLayer } from '../targets.ts';
import { disposeArchive, ownTensors, type AdapterArchive, type ArchivedLayer } from './archive.ts';
import { rankSettings } from './dialects/ranks.ts';
import { areEqual } from './equal-tensors.ts';
import { truncated } from './truncate.ts';
import { toLora } from './to-lora.ts';

/** An adapter and its weight. A negative weight subtracts it. */
export interface WeightedAdapter {
  readonly adapter: AdapterArchive;
  readonly weight: number;
}

/**
 * How several updates become one, by PEFT's names: `cat` sums them exactly, at the summed rank; `svd` finds the
 * nearest to that sum at a given rank; `linear` and `ties` sum the factors, which is cheap but not the updates' sum.
 */
export type Combination = 'cat' | 'svd' | 'linear' | 'ties';

/** Settings of {@link combine}. */
export interface CombineOptions {
  /** The rank of the result of `svd`, in all layers. Default: the highest of the adapters', of any layer, as in PEFT. */
  readonly rank?: number;
  /** The share of each factor's entries that `ties` keeps, the largest in magnitude. Default: 1. */
  readonly density?: number;
}

type Pair = ReturnType<typeof loraPair>;

/** One adapter's factors on a layer, and the scale of their product: weight · alpha/r. */
type Part = Pair & { readonly scale: number };

type Combine = (
  parts: readonly Part[],
  options: CombineOptions & { readonly rank: number },
) => Pair | Promise<Pair>;

const ways: Readonly<Record<Combination, Combine>> = {
  cat: stacked,
  svd: async (parts, { rank }) => {
    const { a, b } = stacked(parts);
    try {
      return await truncated(b, a, rank);
    } finally {
      tf.dispose([a, b]);
    }
  },
  // Each factor gets the root of the scale, and A also its sign.
  linear: (parts) => onFactors(parts, (factors, weights) => tf.addN(weighted(factors, weights))),
  ties: (parts, { density = 1 }) =>
    onFactors(parts, (factors, weights) => ties(factors, weights, density)),
};

/** All ways of combining. */
export const combinations = Object.keys(ways) as readonly Combination[];

/**
 * Combines adapters of any method into one plain LoRA with new tensors. With `cat` it computes what all of them do at once, each
 * times its weight. A whole tensor is kept where all adapters hold the same one, such as the frozen weight of an adapted
 * embedding, which PEFT saves.
 * @throws {CoreError} for no adapters, a magnitude (DoRA), a head or bias of an adapter's own, and different ranks with `linear` and `ties`
 */
export async function combine(
  adapters: readonly WeightedAdapter[],
  way: Combination = 'cat',
  options: CombineOptions = {},
): Promise<AdapterArchive> {
  checkGiven(adapters, way, options);
  const loras = adapters.map(({ adapter }) => toLora(adapter));
  try {
    const found = new Map<string, { layer: Layer; parts: Part[] }>();
    const [added] = adapters.flatMap(({ adapter }) => Object.keys(adapter.added ?? {}));
    if (added !== undefined) throw notCombinable(added, 'is added to the model as it is');
    const apart = apartIn(adapters.map(({ adapter }) => adapter));
    if (apart !== undefined)
      throw notCombinable(apart, 'is a whole tensor that is not the same in all of them');
    for (const [i, { config, layers }] of loras.entries()) {
      for (const { name, layer, parameters } of layers) {
        if (parameters['lora_magnitude_vector'])
          throw notCombinable(name, 'has a magnitude, so its update depends on the weight');
        const { parts } = found.get(name) ?? { parts: [] };
        const of = configForLayer(config, name);
        const scale = (adapters[i]?.weight ?? 0) * scaling(of);
        found.set(name, { layer, parts: [...parts, { ...loraPair(parameters), scale }] });
      }
    }
    const ranks = [...found.values()].flatMap(({ parts }) => parts.map(({ a }) => a.shape[0]));
    const settings = { ...options, rank: options.rank ?? Math.max(...ranks) };
    const layers: ArchivedLayer[] = [];
    for (const [name, { layer, parts }] of found) {
      const ranked = new Set(parts.map(({ a }) => a.shape[0]));
      if (ranked.size > 1 && (way === 'linear' || way === 'ties'))
        throw notCombinable(
          name,
          `has ranks ${[...ranked].join(', ')}, and ${way} needs equal ranks`,
        );
      const { a, b } = await ways[way](parts, settings);
      const prefix = layer.kind === 'embedding' ? 'lora_embedding' : 'lora';
      layers.push({ name, layer, parameters: { [`${prefix}_A`]: a, [`${prefix}_B`]: b } });
    }
    const parts = new Set(adapters.map(({ adapter }) => adapter.component));
    const [component] = parts.size === 1 ? parts : [];
    return {
      ...archiveOf(adapters[0]?.adapter, layers),
      ...(component !== undefined && { component }),
    };
  } finally {
    loras.forEach(disposeArchive);
  }
}

function checkGiven(
  adapters: readonly WeightedAdapter[],
  way: Combination,
  { rank = 1, density = 1 }: CombineOptions,
): void {
  if (adapters.length === 0) throw badCombination('no adapters', 'one or more');
  if (!Object.hasOwn(ways, way))
    throw badCombination(`the way ${quoted(way)}`, combinations.join(', '));
  const lost = adapters.findIndex(({ weight }) => !Number.isFinite(weight));
  if (lost >= 0)
    throw badCombination(
      `the weight ${String(adapters[lost]?.weight)} for adapter ${lost + 1}`,
      'finite numbers',
    );
  if (!Number.isInteger(rank) || rank < 1)
    throw badCombination(`the rank ${rank}`, 'a whole number from 1 on');
  if (!(density >= 0 && density <= 1))
    throw badCombination(`the density ${density}`, 'a number from 0 to 1');
}

/** The name of a whole tensor that is not the same in all, or of token rows; undefined if there are none. */
function apartIn(adapters: readonly AdapterArchive[]): string | undefined {
  const [tokens] = adapters.flatMap((each) => Object.keys(each.tokens ?? {}));
  const names = new Set(adapters.flatMap(({ whole }) => Object.keys(whole)));
  const isShared = (name: string) => {
    const [first, ...others] = adapters.map(({ whole }) => whole[name]);
    return first && others.every((other) => other && areEqual(first, other));
  };
  return [...names].find((name) => !isShared(name)) ?? tokens;
}

function archiveOf(first: AdapterArchive | undefined, layers: readonly ArchivedLayer[]) {
  const { baseModel, taskType, whole = {} } = first ?? {};
  const { modules_to_save } = first?.config ?? {};
  const ranked = layers.map(({ name, parameters }) => {
    const [rank] = loraPair(parameters).a.shape;
    return [name, rank, rank] as const;
  });
  const config = parseAdapterConfig({
    method: 'lora',
    ...rankSettings(ranked),
    target_modules: layers.map(({ name }) => name),
    ...(modules_to_save && { modules_to_save }),
  });
  return {
    config,
    u: 1,
    layers,
    ...ownTensors({ whole }),
    ...(baseModel !== undefined && { baseModel }),
    ...(taskType !== undefined && { taskType }),
  };
}

function stacked(parts: readonly Part[]): Pair {
  return tf.tidy(() => ({
    a: tf.concat(
      parts.map(({ a, scale }) => tf.mul<tf.Tensor2D>(a, scale)),
      0,
    ),
    b: tf.concat(
      parts.map(({ b }) => b),
      1,
    ),
  }));
}

function onFactors(
  parts: readonly Part[],
  one: (factors: readonly tf.Tensor2D[], weights: readonly number[]) => tf.Tensor,
): Pair {
  const roots = parts.map(({ scale }) => Math.sqrt(Math.abs(scale)));
  const signed = roots.map((root, i) => root * ((parts[i]?.scale ?? 0) < 0 ? -1 : 1));
  const sides = { a: parts.map(({ a }) => a), b: parts.map(({ b }) => b) };
  return tf.tidy(() => ({
    a: one(sides.a, signed) as tf.Tensor2D,
    b: one(sides.b, roots) as tf.Tensor2D,
  }));
}

const weighted = (factors: readonly tf.Tensor2D[], weights: readonly number[]): tf.Tensor[] =>
  factors.map((factor, i) => tf.mul(factor, weights[i] ?? 0));

/**
 * TIES (arXiv 2306.01708): keeps each factor's largest entries and, of those, the ones with the sign of their sum, which
 * are then averaged.
 */
function ties(
  factors: readonly tf.Tensor2D[],
  weights: readonly number[],
  density: number,
): tf.Tensor {
  const kept = factors.map((factor) => largest(factor, density));
  const sign = tf.where(tf.greaterEqual(tf.addN(kept), 0), 1, -1);
  const agreeing = kept.map((factor) => tf.cast(tf.equal(tf.sign(factor), sign), 'float32'));
  const sum = tf.addN(
    weighted(kept as tf.Tensor2D[], weights).map((t, i) => tf.mul(t, agreeing[i] as tf.Tensor)),
  );
  return tf.div(sum, tf.maximum(tf.addN(agreeing), 1));
}

/** The tensor with its largest entries, a share `density` of all, and zeros elsewhere. */
function largest(tensor: tf.Tensor2D, density: number): tf.Tensor {
  const count = Math.floor(density * tensor.size);
  if (count >= tensor.size) return tensor;
  const flat = tf.reshape(tensor, [-1]);
  if (count === 0) return tf.zerosLike(tensor);
  const { indices } = tf.topk(tf.abs(flat), count);
  const mask = tf.sum(tf.oneHot(indices as tf.Tensor1D, tensor.size), 0);
  return tf.mul(tensor, tf.reshape(mask, tensor.shape));
}
