import * as tf from '@tensorflow/tfjs-core';
import { attention, swiglu, type NamedTensors } from '@singlora/core/kernels';
import { activations, type ActivationName } from './activations.ts';
import { layerSites, maybeDropout } from './dropout-site.ts';
import { runLayer } from './layer.ts';
import { linearModule, normModule, parameterModule, withinPart, type Module } from './module.ts';
import { normalise } from './normalise.ts';
import type { Pass } from './pass.ts';
import { preNormLayer, type PreNormRun, type PreNormLayer } from './pre-norm-layer.ts';

/** The layers of CLIP's towers and of vision Transformers (Dosovitskiy et al., arXiv 2010.11929), by any names. */
export interface PreNormTransformer {
  /** The prefix of its layers' names, such as `text_model.encoder.layers`. */
  name: string;
  /** The names of a layer's modules. */
  parts: Readonly<Record<Part, string>>;
  /** The modules for queries, keys and values, or one module with all three outputs side by side, `[3 · dim]`. */
  projections: readonly [string] | readonly [query: string, key: string, value: string];
  /** The tensors that scale each half's output before the addition (Touvron et al., arXiv 2103.17239), where there are any. */
  scales?: { attention: string; feedForward: string };
  layers: number;
  heads: number;
  dim: number;
  /** The inner width of the feed-forward block. */
  inner: number;
  /** The feed-forward block's activation; for `swiglu`, `inner` gives gate and values side by side, `[2 · inner]`. */
  activation: ActivationName | 'swiglu';
  /** Whether queries, keys and values have biases. */
  attentionBias: boolean;
  epsilon: number;
  /** The dropout rate of the attention's probabilities. */
  dropout: number;
}

type Part = 'attentionNorm' | 'attended' | 'innerNorm' | 'inner' | 'output';

export function preNormModules(transformer: PreNormTransformer): Module[] {
  const { name, parts, projections, scales, layers, dim, inner, activation } = transformer;
  const projected = (3 * dim) / projections.length;
  const bias = { bias: transformer.attentionBias };
  const scale = (tensor: string | undefined): Module[] =>
    tensor === undefined ? [] : [parameterModule(tensor, [dim])];
  return Array.from({ length: layers }, (_, i) =>
    withinPart(`${name}.${i}`, [
      normModule(parts.attentionNorm, dim),
      ...projections.map((projection) => linearModule(projection, projected, dim, bias)),
      linearModule(parts.attended, dim, dim),
      ...scale(scales?.attention),
      normModule(parts.innerNorm, dim),
      linearModule(parts.inner, activation === 'swiglu' ? 2 * inner : inner, dim),
      linearModule(parts.output, dim, inner),
      ...scale(scales?.feedForward),
    ]),
  ).flat();
}

/** Runs all layers: x `[batch, seq, dim]`; `mask`, where given, is added to the scores. */
export function runPreNorm(
  transformer: PreNormTransformer,
  weights: NamedTensors,
  x: tf.Tensor3D,
  pass: Pass,
  mask?: tf.Tensor,
): tf.Tensor3D {
  const [batch, , dim] = x.shape;
  const constants = { ...(mask && { mask }), ...(pass.seed && { seed: pass.seed }) };
  let hidden = tf.reshape<tf.Rank.R2>(x, [-1, dim]);
  for (let index = 0; index < transformer.layers; index++) {
    const prefix = `${transformer.name}.${index}.`;
    const layer = preNormLayer(layerParts(transformer, weights), { prefix, index, batch });
    hidden = runLayer(pass, prefix, layer, { x: hidden }, constants);
  }
  return tf.reshape(hidden, x.shape);
}

function layerParts(transformer: PreNormTransformer, weights: NamedTensors): PreNormLayer {
  const { parts, projections, scales, heads, activation, epsilon, dropout } = transformer;
  const scaled = (
    { prefix }: PreNormRun,
    tensor: string | undefined,
    x: tf.Tensor2D,
  ): tf.Tensor2D =>
    tensor === undefined ? x : tf.mul(x, weights[`${prefix}${tensor}`] as tf.Tensor1D);
  return {
    norms: { attention: parts.attentionNorm, feedForward: parts.innerNorm },
    normalise: (module, x) => normalise(weights, module, x, epsilon),
    attend(run, x) {
      const { index, batch, linear, mask, seed } = run;
      const [site] = layerSites(index);
      const rows = projections.map((projection) => linear(projection, x));
      const [q, k, v] = (rows.length === 3 ? rows : tf.split(rows[0] as tf.Tensor2D, 3, 1)) as [
        tf.Tensor2D,
        tf.Tensor2D,
        tf.Tensor2D,
      ];
      const context = attention(q, k, v, {
        batch,
        heads,
        mask,
        ...(seed && dropout > 0 && { dropout: (p) => maybeDropout(p, dropout, seed, site) }),
      });
      return scaled(run, scales?.attention, linear(parts.attended, context));
    },
    feedForward(run, x) {
      const inner = run.linear(parts.inner, x);
      const output = run.linear(parts.output, activate(inner, activation));
      return scaled(run, scales?.feedForward, output);
    },
  };
}

function activate(x: tf.Tensor2D, activation: ActivationName | 'swiglu'): tf.Tensor {
  if (activation !== 'swiglu') return activations[activation](x);
  const [gate, up] = tf.split(x, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  return swiglu(gate, up);
}
