import * as tf from '@tensorflow/tfjs-core';
import { attention, swiglu, type NamedTensors } from '@singlora/kernels';
import { activations, type ActivationName } from './activations.ts';
import { layerSites, maybeDropout } from './dropout-site.ts';
import { runLayer } from './layer.ts';
import { linearModule, normModule, parametersModule, type Module } from './module.ts';
import { normalise } from './normalise.ts';
import type { Pass } from './pass.ts';
import { preNormLayer, type LayerRun, type PreNormLayer } from './pre-norm-layer.ts';

/** The layers of CLIP's towers and of vision Transformers (Dosovitskiy et al., arXiv 2010.11929), by any names. */
export interface PreNormTransformer {
  /** Where its layers are, such as `text_model.encoder.layers`. */
  name: string;
  /** The names of a layer's modules. */
  parts: Readonly<Record<Part, string>>;
  /** Vectors that multiply what each half adds (Touvron et al., arXiv 2103.17239), where there are any. */
  scales?: { attention: string; feedForward: string };
  layers: number;
  heads: number;
  dim: number;
  /** The width between the two halves of the feed-forward block. */
  inner: number;
  /** With `swiglu`, `inner` gives gate and values side by side, `[2 · inner]`. */
  activation: ActivationName | 'swiglu';
  /** Whether queries, keys and values have biases. */
  attentionBias: boolean;
  epsilon: number;
  /** Of the attention's probabilities. */
  dropout: number;
}

type Part =
  'attentionNorm' | 'query' | 'key' | 'value' | 'attended' | 'innerNorm' | 'inner' | 'output';

/** The names of what a layer scale holds. */
const scaleTensor = 'lambda1';

export function preNormModules(transformer: PreNormTransformer): Module[] {
  const { name, parts, scales, layers, dim, inner, activation, attentionBias } = transformer;
  const bias = { bias: attentionBias };
  const scale = (module: string | undefined): Module[] =>
    module === undefined ? [] : [parametersModule(module, { [scaleTensor]: [dim] })];
  return Array.from({ length: layers }, (_, i) =>
    [
      normModule(parts.attentionNorm, dim),
      linearModule(parts.query, dim, dim, bias),
      linearModule(parts.key, dim, dim, bias),
      linearModule(parts.value, dim, dim, bias),
      linearModule(parts.attended, dim, dim),
      ...scale(scales?.attention),
      normModule(parts.innerNorm, dim),
      linearModule(parts.inner, activation === 'swiglu' ? 2 * inner : inner, dim),
      linearModule(parts.output, dim, inner),
      ...scale(scales?.feedForward),
    ].map((module) => ({ ...module, name: `${name}.${i}.${module.name}` })),
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
  const { parts, scales, heads, activation, epsilon, dropout } = transformer;
  const scaled = ({ prefix }: LayerRun, module: string | undefined, x: tf.Tensor2D): tf.Tensor2D =>
    module === undefined
      ? x
      : tf.mul(x, weights[`${prefix}${module}.${scaleTensor}`] as tf.Tensor1D);
  return {
    norms: { attention: parts.attentionNorm, feedForward: parts.innerNorm },
    normalise: (module, x) => normalise(weights, module, x, epsilon),
    attend(run, x) {
      const { index, batch, linear, mask, seed } = run;
      const [site] = layerSites(index);
      const context = attention(
        linear(parts.query, x),
        linear(parts.key, x),
        linear(parts.value, x),
        {
          batch,
          heads,
          mask,
          ...(seed && dropout > 0 && { dropout: (p) => maybeDropout(p, dropout, seed, site) }),
        },
      );
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
