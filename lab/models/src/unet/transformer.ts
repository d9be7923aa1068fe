import { geglu, type NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { attend } from '../blocks/attend.ts';
import type { NetworkPart } from '../blocks/part.ts';
import type { LayerFunction } from '../layer.ts';
import { conv1x1Module, linearModule, normModule, withinPart, type Module } from '../module.ts';
import { normalise, normaliseGroups } from '../normalise.ts';

interface Transformer {
  channels: number;
  heads: number;
  layers: number;
  /** The width of the context that the picture attends to. */
  contextSize: number;
  groups: number;
  /** Whether a picture's channels are mixed by linear layers before and after, instead of 1×1 convolutions. */
  linearProjection: boolean;
}

export type TransformerInputs = {
  x: tf.Tensor4D;
  /** The context's rows, `[batch · tokens, contextSize]`. */
  context: tf.Tensor2D;
};

/** The epsilon of group normalisation here, independent of that of residual blocks. */
const groupEpsilon = 1e-6;
const layerEpsilon = 1e-5;

/**
 * Each pixel attends to all pixels, then to a text (Rombach et al., arXiv 2112.10752), and passes a
 * gated feed-forward block; named as diffusers' `Transformer2DModel`.
 */
export function transformer(
  name: string,
  { channels, heads, layers, contextSize, groups, linearProjection }: Transformer,
): NetworkPart<TransformerInputs> {
  const projection = (part: string): Module =>
    (linearProjection ? linearModule : conv1x1Module)(part, channels, channels);
  const blocks = Array.from({ length: layers }, (_, i) => `transformer_blocks.${i}`);
  return {
    name,
    modules: withinPart(name, [
      normModule('norm', channels),
      projection('proj_in'),
      ...blocks.flatMap((block) => withinPart(block, blockModules(channels, contextSize))),
      projection('proj_out'),
    ]),
    layer:
      (weights) =>
      (apply, { x, context }) => {
        const [batch] = x.shape;
        const normalised = normaliseGroups(weights.tensors, `${name}.norm`, x, {
          groups,
          epsilon: groupEpsilon,
        });
        const first = tf.reshape<tf.Rank.R2>(apply(`${name}.proj_in`, normalised), [-1, channels]);
        const last = blocks.reduce((rows, block) => {
          const run = transformerBlock(weights.tensors, `${name}.${block}`, { batch, heads });
          return run(apply, { x: rows, context }, {});
        }, first);
        return tf.add(tf.reshape(apply(`${name}.proj_out`, last), x.shape), x);
      },
  };
}

const attentionModules = (dim: number, contextSize: number): Module[] => [
  linearModule('to_q', dim, dim, { bias: false }),
  linearModule('to_k', dim, contextSize, { bias: false }),
  linearModule('to_v', dim, contextSize, { bias: false }),
  linearModule('to_out.0', dim, dim),
];

const blockModules = (dim: number, contextSize: number): Module[] => [
  normModule('norm1', dim),
  ...withinPart('attn1', attentionModules(dim, dim)),
  normModule('norm2', dim),
  ...withinPart('attn2', attentionModules(dim, contextSize)),
  normModule('norm3', dim),
  linearModule('ff.net.0.proj', 8 * dim, dim),
  linearModule('ff.net.2', dim, 4 * dim),
];

/** Whether a layer reads the context and nothing else. */
export const readsContext = (name: string): boolean => /\.attn2\.to_[kv]$/.test(name);

/** A block on rows `[batch · pixels, dim]`; the output of each of its three parts is added to the part's input. */
function transformerBlock(
  weights: NamedTensors,
  name: string,
  options: { batch: number; heads: number },
): LayerFunction<{ x: tf.Tensor2D; context: tf.Tensor2D }, tf.Tensor2D> {
  return (apply, { x, context }) => {
    const linear = (part: string, rows: tf.Tensor): tf.Tensor2D =>
      apply(`${name}.${part}`, rows) as tf.Tensor2D;
    const norm = (part: string, rows: tf.Tensor): tf.Tensor2D =>
      normalise(weights, `${name}.${part}`, rows, layerEpsilon) as tf.Tensor2D;
    const attended = (part: string, rows: tf.Tensor2D, to: tf.Tensor2D): tf.Tensor2D => {
      const [q, k, v] = [
        linear(`${part}.to_q`, rows),
        linear(`${part}.to_k`, to),
        linear(`${part}.to_v`, to),
      ];
      return linear(`${part}.to_out.0`, attend(q, k, v, options));
    };
    const own = norm('norm1', x);
    const seen = tf.add<tf.Tensor2D>(attended('attn1', own, own), x);
    const read = tf.add<tf.Tensor2D>(attended('attn2', norm('norm2', seen), context), seen);
    const inner = geglu(linear('ff.net.0.proj', norm('norm3', read)));
    return tf.add(linear('ff.net.2', inner), read);
  };
}
