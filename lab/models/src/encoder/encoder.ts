import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensors } from '@singlora/core/kernels';
import type {
  ClassifierNetwork,
  TokenBatch,
  TokenPass,
} from '../classification/sequence-classifier.ts';
import { layerSites } from '../dropout-site.ts';
import { encoderLayer, type Encoder } from './layer.ts';
import { runLayer } from '../layer.ts';
import { additiveMask } from '../masks.ts';
import { linearModule, normModule, type Module } from '../module.ts';

export function encoderModules({ name, parts, layers, dim, inner }: Encoder): Module[] {
  return Array.from({ length: layers }, (_, i) => {
    const layer = `${name}.${i}`;
    return [
      linearModule(`${layer}.${parts.query}`, dim, dim),
      linearModule(`${layer}.${parts.key}`, dim, dim),
      linearModule(`${layer}.${parts.value}`, dim, dim),
      linearModule(`${layer}.${parts.attended}`, dim, dim),
      normModule(`${layer}.${parts.attendedNorm}`, dim),
      linearModule(`${layer}.${parts.inner}`, inner, dim),
      linearModule(`${layer}.${parts.output}`, dim, inner),
      normModule(`${layer}.${parts.outputNorm}`, dim),
    ];
  }).flat();
}

/** The parts of an architecture before and after its layers. */
export interface EncoderEnds {
  /** `[batch, seq, dim]` */
  embed: (batch: TokenBatch, pass: TokenPass) => tf.Tensor3D;
  /** A bias that every layer adds to its scores besides the mask, `[1, heads, seq, seq]`. */
  scoreBias?: (inputIds: tf.Tensor2D) => tf.Tensor4D;
  /** The logits `[batch, outputs]`, from the first token's states `[batch, dim]`. */
  classify: (first: tf.Tensor2D, pass: TokenPass) => tf.Tensor;
}

/**
 * The encoder with its weights. For logits the last layer computes only the first token. This is
 * exact, since after the last layer's keys and values no other token is read.
 */
export function encoderNetwork(
  encoder: Encoder,
  weights: NamedTensors,
  { embed, scoreBias, classify }: EncoderEnds,
): ClassifierNetwork {
  const run = (batch: TokenBatch, pass: TokenPass, part: Part): tf.Tensor2D => {
    const entering = batch.states ?? tf.tidy(() => embed(batch, pass));
    return encode(encoder, weights, entering, masksOf(batch, scoreBias), pass, part);
  };
  const everyToken = (batch: TokenBatch, pass: TokenPass, end: number): tf.Tensor3D => {
    const [rows, length] = batch.inputIds.shape;
    const states = run(batch, pass, { end, firstTokenOnly: false });
    return tf.reshape(states, [rows, length, encoder.dim]);
  };
  return {
    hiddenStates: (batch, pass) => everyToken(batch, pass, encoder.layers),
    statesBefore: (layer, batch, pass) => everyToken(batch, pass, layer),
    logits(batch, pass) {
      const hidden = run(batch, pass, { end: encoder.layers, firstTokenOnly: !pass.everyToken });
      const first = pass.everyToken ? firstToken(hidden, batch.inputIds.shape[0]) : hidden;
      return classify(first, pass) as tf.Tensor2D;
    },
  };
}

/** The summands of the scores, `[batch, 1 or heads, 1 or queries, seq]`. */
interface Masks {
  all: tf.Tensor;
  /** The summand for the first token's query alone. */
  first: tf.Tensor;
}

function masksOf(
  { inputIds, attentionMask }: TokenBatch,
  scoreBias: EncoderEnds['scoreBias'],
): Masks {
  const padding = additiveMask(attentionMask);
  if (!scoreBias) return { all: padding, first: padding };
  const all = tf.tidy(() => tf.add(padding, scoreBias(inputIds)));
  return { all, first: tf.slice(all, [0, 0, 0, 0], [-1, -1, 1, -1]) };
}

/** The layers that run, and the tokens that the last of them computes. */
interface Part {
  /** the layer before which to stop */
  end: number;
  firstTokenOnly: boolean;
}

/**
 * Runs the layers from the pass's first: x `[batch, seq, dim]`; returns the tokens as rows `[batch · seq, dim]`,
 * which saves a reshape in every layer, or the first token of each sequence, `[batch, dim]`.
 */
function encode(
  encoder: Encoder,
  weights: NamedTensors,
  x: tf.Tensor3D,
  masks: Masks,
  pass: TokenPass,
  { end, firstTokenOnly }: Part,
): tf.Tensor2D {
  const [batch, , dim] = x.shape;
  let hidden = tf.reshape<tf.Rank.R2>(x, [-1, dim]);
  for (let i = pass.firstLayer ?? 0; i < end; i++) {
    const onlyFirst = firstTokenOnly && i === end - 1;
    const prefix = `${encoder.name}.${i}.`;
    const layer = encoderLayer(encoder, weights, {
      prefix,
      batch,
      sites: layerSites(i),
      queriesOf: onlyFirst ? (rows) => firstToken(rows, batch) : (rows) => rows,
    });
    const mask = onlyFirst ? masks.first : masks.all;
    const constants = { mask, ...(pass.seed && { seed: pass.seed }) };
    hidden = runLayer(pass, prefix, layer, { x: hidden }, constants);
  }
  return hidden;
}

/** `[batch · seq, dim]` → `[batch, dim]` */
function firstToken(rows: tf.Tensor2D, batch: number): tf.Tensor2D {
  const [count, dim] = rows.shape;
  const tokens = tf.reshape<tf.Rank.R3>(rows, [batch, count / batch, dim]);
  return tf.reshape(tf.slice(tokens, [0, 0, 0], [-1, 1, -1]), [batch, dim]);
}
