import * as tf from '@tensorflow/tfjs-core';
import { embedding, type NamedTensors } from '@singlora/kernels';
import type {
  ClassifierNetwork,
  TokenBatch,
  TokenPass,
} from '../classification/sequence-classifier.ts';
import { preNormLayer, type PreNormLayer } from '../pre-norm-layer.ts';
import { lastTokens, type LastTokens } from './tokens.ts';
import { runLayer } from '../layer.ts';
import { additiveMask, causalMask } from '../masks.ts';
import { tokenPositions } from '../positions.ts';

/** A causal pre-norm Transformer (Radford et al. 2019), which reads a text by its last token. */
export interface Decoder extends PreNormLayer {
  /** Where its layers are, such as `model.layers`. */
  name: string;
  layers: number;
  dim: number;
  /** `[batch, seq, dim]` */
  embed: (inputIds: tf.Tensor2D, pass: TokenPass) => tf.Tensor;
  /** The head's slot, which reads the last token. */
  head: string;
  /** The module that normalises the last layer's output. */
  lastNorm: string;
  /** What its layers are given besides, for keys at all positions and queries at some; int32. */
  positional?: (keys: tf.Tensor1D, queries: tf.Tensor1D) => NamedTensors;
}

/**
 * The decoder on its own. For logits the last layer computes only each sequence's last token: exact,
 * since past the last keys and values no other token is read.
 */
export function decoderNetwork(decoder: Decoder): ClassifierNetwork {
  return {
    hiddenStates(batch, pass) {
      const [rows, length] = batch.inputIds.shape;
      return tf.reshape(decode(decoder, batch, pass), [rows, length, decoder.dim]);
    },
    logits(batch, pass) {
      const last = lastTokens(batch.attentionMask);
      const read = pass.everyToken
        ? embedding(decode(decoder, batch, pass), last.row)
        : decode(decoder, batch, pass, last);
      return pass.apply(decoder.head, read) as tf.Tensor2D;
    },
  };
}

/** Tokens as rows, `[batch · seq, dim]`; given the last tokens, only those, `[batch, dim]`. */
function decode(
  decoder: Decoder,
  { inputIds, attentionMask }: TokenBatch,
  pass: TokenPass,
  last?: LastTokens,
): tf.Tensor2D {
  const { name, layers, dim, positional = () => ({}) } = decoder;
  const [batch] = inputIds.shape;
  const seed: NamedTensors = pass.seed ? { seed: pass.seed } : {};
  const positions = tokenPositions(inputIds);
  const whole = { mask: causalMask(positions), ...positional(positions, positions), ...seed };
  const end = last && {
    mask: additiveMask(attentionMask),
    lastRow: last.row,
    ...positional(positions, last.position),
    ...seed,
  };
  const embedded = tf.tidy(() => decoder.embed(inputIds, pass));
  let hidden = tf.reshape<tf.Rank.R2>(embedded, [-1, dim]);
  for (let index = 0; index < layers; index++) {
    const prefix = `${name}.${index}.`;
    const constants = index === layers - 1 ? (end ?? whole) : whole;
    const layer = preNormLayer(decoder, { prefix, index, batch });
    hidden = runLayer(pass, prefix, layer, { x: hidden }, constants);
  }
  return decoder.normalise(decoder.lastNorm, hidden) as tf.Tensor2D;
}
