import * as tf from '@tensorflow/tfjs-core';
import { embedding, type NamedTensors } from '@singlora/core/kernels';
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

/** A causal pre-norm Transformer (Radford et al. 2019), which classifies a text by its last token. */
export interface Decoder extends PreNormLayer {
  /** The prefix of its layers' names, such as `model.layers`. */
  name: string;
  layers: number;
  dim: number;
  /** `[batch, seq, dim]` */
  embed: (inputIds: tf.Tensor2D, pass: TokenPass) => tf.Tensor;
  /** The head's slot, which reads the last token. */
  head: string;
  /** The norm after the last layer. */
  lastNorm: string;
  /** Further tensors for its layers, for keys at all positions and queries at some; int32. */
  positional?: (keys: tf.Tensor1D, queries: tf.Tensor1D) => NamedTensors;
}

/**
 * The decoder on its own. For logits the last layer computes only each sequence's last token. This
 * is exact, since after the last layer's keys and values no other token is read.
 */
export function decoderNetwork(decoder: Decoder): ClassifierNetwork {
  return {
    hiddenStates(batch, pass) {
      const states = decode(decoder, batch, pass, { end: decoder.layers });
      return perToken(decoder.normalise(decoder.lastNorm, states), batch);
    },
    statesBefore: (layer, batch, pass) =>
      perToken(decode(decoder, batch, pass, { end: layer }), batch),
    logits(batch, pass) {
      const last = lastTokens(batch.attentionMask);
      const all = { end: decoder.layers };
      const read = pass.everyToken
        ? embedding(decode(decoder, batch, pass, all), last.row)
        : decode(decoder, batch, pass, { ...all, last });
      return pass.apply(decoder.head, decoder.normalise(decoder.lastNorm, read)) as tf.Tensor2D;
    },
  };
}

/** `[batch · seq, dim]` → `[batch, seq, dim]` */
function perToken(rows: tf.Tensor, { inputIds }: TokenBatch): tf.Tensor3D {
  return tf.reshape(rows, [...inputIds.shape, -1]);
}

/** The layers that run, and the tokens that the last of them computes. */
interface Part {
  /** the layer before which to stop */
  end: number;
  /** the only tokens that it computes */
  last?: LastTokens;
}

/** Runs the layers from the pass's first. Tokens as rows, `[batch · seq, dim]`; given the last tokens, only those, `[batch, dim]`. */
function decode(
  decoder: Decoder,
  tokens: TokenBatch,
  pass: TokenPass,
  { end, last }: Part,
): tf.Tensor2D {
  const { inputIds, attentionMask } = tokens;
  const { name, dim, positional = () => ({}) } = decoder;
  const [batch] = inputIds.shape;
  const seed: NamedTensors = pass.seed ? { seed: pass.seed } : {};
  const positions = tokenPositions(inputIds);
  const whole = { mask: causalMask(positions), ...positional(positions, positions), ...seed };
  const onlyLast = last && {
    mask: additiveMask(attentionMask),
    lastRow: last.row,
    ...positional(positions, last.position),
    ...seed,
  };
  const entering = tokens.states ?? tf.tidy(() => decoder.embed(inputIds, pass));
  let hidden = tf.reshape<tf.Rank.R2>(entering, [-1, dim]);
  for (let index = pass.firstLayer ?? 0; index < end; index++) {
    const prefix = `${name}.${index}.`;
    const constants = index === end - 1 ? (onlyLast ?? whole) : whole;
    const layer = preNormLayer(decoder, { prefix, index, batch });
    hidden = runLayer(pass, prefix, layer, { x: hidden }, constants);
  }
  return hidden;
}
