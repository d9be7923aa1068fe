import type * as tf from '@tensorflow/tfjs-core';
import { attention, type NamedTensors } from '@singlora/core/kernels';
import { activations, type ActivationName } from '../activations.ts';
import { maybeDropout } from '../dropout-site.ts';
import type { RowLayer } from '../layer.ts';
import { normalise } from '../normalise.ts';

/** A post-norm Transformer encoder (Devlin et al., arXiv 1810.04805), by any checkpoint's names. */
export interface Encoder {
  /** The prefix of its layers' names, such as `bert.encoder.layer`. */
  name: string;
  /** The names of a layer's modules. */
  parts: Readonly<Record<EncoderPart, string>>;
  layers: number;
  heads: number;
  dim: number;
  /** The inner width of the feed-forward block. */
  inner: number;
  activation: ActivationName;
  epsilon: number;
  /** The dropout rates of the attention's probabilities, its output, and the feed-forward block's output. */
  dropout: { attention: number; attended: number; output: number };
}

type EncoderPart =
  'query' | 'key' | 'value' | 'attended' | 'attendedNorm' | 'inner' | 'output' | 'outputNorm';

interface EncoderLayerPlace {
  /** The prefix of its modules' names, such as `bert.encoder.layer.0.`. */
  prefix: string;
  batch: number;
  /** The numbers of its dropout sites. */
  sites: readonly [attention: number, attended: number, output: number];
  /** Selects the rows to compute from those that the layer reads. */
  queriesOf: (rows: tf.Tensor2D) => tf.Tensor2D;
}

/**
 * A post-norm layer: attention, then a feed-forward block, each added to its input and normalised.
 * Its constants are the `mask` added to the scores, `[batch, 1 or heads, 1 or queries, seq]`, and the dropout's `seed`.
 */
export function encoderLayer(
  { parts, heads, activation, epsilon, dropout }: Encoder,
  weights: NamedTensors,
  { prefix, batch, sites, queriesOf }: EncoderLayerPlace,
): RowLayer {
  return (apply, { x }, constants) => {
    const { mask, seed } = constants as { mask: tf.Tensor; seed?: tf.Tensor1D };
    const linear = (part: keyof typeof parts, input: tf.Tensor): tf.Tensor2D =>
      apply(`${prefix}${parts[part]}`, input) as tf.Tensor2D;
    const norm = (part: keyof typeof parts, input: tf.Tensor, residual: tf.Tensor): tf.Tensor =>
      normalise(weights, `${prefix}${parts[part]}`, input, epsilon, residual);

    const queries = queriesOf(x);
    const context = attention(linear('query', queries), linear('key', x), linear('value', x), {
      batch,
      heads,
      mask,
      ...(seed &&
        dropout.attention > 0 && {
          dropout: (p) => maybeDropout(p, dropout.attention, seed, sites[0]),
        }),
    });
    const attending = maybeDropout(linear('attended', context), dropout.attended, seed, sites[1]);
    const attended = norm('attendedNorm', attending, queries);
    const inner = activations[activation](linear('inner', attended));
    const output = maybeDropout(linear('output', inner), dropout.output, seed, sites[2]);
    return norm('outputNorm', output, attended) as tf.Tensor2D;
  };
}
