import type * as tf from '@tensorflow/tfjs-core';
import { dropout } from '@singlora/core/kernels';

/** Dropout sites, numbered in the order of the forward pass: the embeddings, three a layer, the head. */
export const embeddingSite = 0;

export const layerSites = (layer: number): [number, number, number] => {
  const first = 1 + 3 * layer;
  return [first, first + 1, first + 2];
};

export const headSite = (layers: number): number => layerSites(layers)[0];

/** Dropout while training, when there is a seed; else x itself. */
export function maybeDropout(
  x: tf.Tensor,
  rate: number,
  seed: tf.Tensor1D | undefined,
  site: number,
): tf.Tensor {
  return seed ? dropout(x, rate, seed, site) : x;
}
