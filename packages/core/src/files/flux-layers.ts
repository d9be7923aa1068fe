import * as tf from '@tensorflow/tfjs-core';
import { notConvertible } from '../errors.ts';
import type { Layer } from '../slot.ts';
import { fluxLayer, fluxNaming, rowsOfParts, type FluxLayer } from './dialects/flux-names.ts';
import { nameInPart } from './dialects/model-layers.ts';
import { areEqual } from './equal-tensors.ts';

/** A layer of a plain LoRA. */
export interface LoraLayer {
  readonly name: string;
  readonly layer: Layer;
  /** alpha/r or alpha/√r, with the ramp in it. */
  readonly scale: number;
  /** `[r, in]` */
  readonly down: tf.Tensor2D;
  /** `[out, r]` */
  readonly up: tf.Tensor2D;
  /** `[out]` */
  readonly magnitude: tf.Tensor1D | undefined;
}

/** How much wider than its input the feed-forward part of a block of Flux is. */
const feedForward = 4;
/** Flux.2's joins two matrices there, and has other names in diffusers. */
const ofFlux2 = 6;

/** A layer that shows by its name in the original code and its shape that the model is a Flux.2; undefined for other models. */
export const layerOfFlux2 = (
  layers: readonly Pick<LoraLayer, 'name' | 'layer'>[],
): string | undefined =>
  layers.find(({ name, layer: { inFeatures, outFeatures } }) => {
    const beside = /linear1$/.test(name) ? 3 * inFeatures : 0;
    return /(linear1|_mlp\.0)$/.test(name) && outFeatures === beside + ofFlux2 * inFeatures;
  })?.name;

/** Whose names the layers of a Flux have, possibly within a checkpoint of several parts; undefined for other models. */
export function namingOf(
  layers: readonly Pick<LoraLayer, 'name' | 'layer'>[],
): ReturnType<typeof fluxNaming> {
  const names = layers.map(({ name }) => nameInPart(name, 'transformer'));
  return layerOfFlux2(layers) !== undefined ? undefined : fluxNaming(names);
}

/** The layers of a Flux by the other's names: joined ones are split exactly, and separate ones joined, at the sum of their ranks. */
export function inFluxNames(
  layers: readonly LoraLayer[],
  naming: 'original' | 'diffusers',
): LoraLayer[] {
  if (naming === 'diffusers')
    return layers.flatMap((layer) => split(layer, fluxLayer(layer.name) as FluxLayer));
  const joined = new Map<string, { flux: FluxLayer; own: Map<string, LoraLayer> }>();
  for (const layer of layers) {
    const flux = fluxLayer(layer.name) as FluxLayer;
    const { own } = joined.get(flux.original) ?? { own: new Map<string, LoraLayer>() };
    joined.set(flux.original, { flux, own: own.set(layer.name, layer) });
  }
  return [...joined.values()].map(({ flux, own }) => join(flux, own));
}

/** Why the layers of a Flux cannot have the other's names; undefined where they can. */
export function whyNotInFluxNames(
  layers: readonly Pick<LoraLayer, 'name' | 'layer'>[],
  naming: 'original' | 'diffusers',
): Error | undefined {
  const form = naming === 'diffusers' ? "diffusers' form" : "Flux's original form";
  const names = new Set(layers.map(({ name }) => name));
  for (const { name, layer } of layers) {
    const flux = fluxLayer(name) as FluxLayer;
    if (name !== flux.original) continue;
    if (flux.parts.some((part) => part !== name && names.has(part)))
      return notConvertible(name, 'its parts beside it', form);
    const ranges = rowsOfParts(flux, layer);
    const areWhole = ranges.every(({ rows }) => Number.isInteger(rows) && rows > 0);
    if (naming === 'diffusers' && !areWhole)
      return notConvertible(name, `${layer.outFeatures} rows for ${ranges.length} parts`, form);
  }
  return undefined;
}

function split(layer: LoraLayer, flux: FluxLayer): LoraLayer[] {
  if (layer.name !== flux.original) return [layer];
  const { up, magnitude } = layer;
  const ranges = rowsOfParts(flux, layer.layer);
  return flux.parts.map((name, i) => {
    const { start, rows } = ranges[i] ?? { start: 0, rows: 0 };
    return swapped(flux, {
      ...layer,
      name,
      layer: { ...layer.layer, outFeatures: rows },
      up: tf.slice(up, [start, 0], [rows, -1]),
      magnitude: magnitude && tf.slice(magnitude, start, rows),
    });
  });
}

/** Puts a layer's second half of rows first where the two programs differ in that. */
function swapped({ isSwapped }: FluxLayer, layer: LoraLayer): LoraLayer {
  if (!isSwapped) return layer;
  const swap = <T extends tf.Tensor>(tensor: T) => tf.concat(tf.split(tensor, 2).reverse()) as T;
  const { up, magnitude } = layer;
  return { ...layer, up: swap(up), magnitude: magnitude && swap(magnitude) };
}

function join(flux: FluxLayer, own: ReadonlyMap<string, LoraLayer>): LoraLayer {
  const { original: name, parts } = flux;
  const [first, ...others] = own.values() as Iterable<LoraLayer> as [LoraLayer, ...LoraLayer[]];
  const given = own.get(name);
  if (given) return given;
  if (parts.length === 1) return { ...swapped(flux, first), name };
  const { inFeatures } = first.layer;
  const rowsOf = (part: string) =>
    own.get(part)?.layer.outFeatures ??
    (part.endsWith('proj_mlp') ? feedForward * inFeatures : inFeatures);
  const outFeatures = parts.reduce((sum, part) => sum + rowsOf(part), 0);
  const lacking = parts.find((part) => !own.has(part));
  if (first.magnitude && lacking !== undefined)
    throw notConvertible(name, `no magnitude for ${lacking}`, "Flux's original form");
  // A joined layer that was split has one A for all its parts.
  const isShared = others.every(
    ({ down, scale }) => scale === first.scale && areEqual(down, first.down),
  );
  const ranks = isShared
    ? first.down.shape[0]
    : [...own.values()].reduce((sum, { down }) => sum + down.shape[0], 0);
  let before = 0;
  const ups = parts.map((part): tf.Tensor2D => {
    const layer = own.get(part);
    if (!layer) return tf.zeros([rowsOf(part), ranks]);
    if (isShared) return layer.up;
    const [, rank] = layer.up.shape;
    const sides: [number, number] = [before, ranks - before - rank];
    before += rank;
    return tf.pad(tf.mul<tf.Tensor2D>(layer.up, layer.scale), [[0, 0], sides]);
  });
  const present = parts.flatMap((part) => own.get(part) ?? []);
  return {
    name,
    layer: { ...first.layer, outFeatures },
    scale: isShared ? first.scale : 1,
    down: isShared ? first.down : tf.concat(present.map(({ down }) => down)),
    up: tf.concat(ups),
    magnitude:
      first.magnitude && tf.concat(present.map(({ magnitude }) => magnitude as tf.Tensor1D)),
  };
}
