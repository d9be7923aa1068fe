import * as tf from '@tensorflow/tfjs-core';
import { embedding, type NamedTensors } from '@singlora/core/kernels';
import type { RowLayer } from './layer.ts';

/** The parts of a pre-norm layer, each of which adds to its input. */
export interface PreNormLayer {
  normalise: (module: string, x: tf.Tensor) => tf.Tensor;
  /** The norms before the two halves. */
  norms: { attention: string; feedForward: string };
  /** Attention, from the normalised rows of all tokens to the rows of the computed tokens. */
  attend: (run: PreNormRun, x: tf.Tensor2D) => tf.Tensor2D;
  feedForward: (run: PreNormRun, x: tf.Tensor2D) => tf.Tensor2D;
}

interface LayerPlace {
  /** The prefix of its modules' names, such as `model.layers.0.`. */
  prefix: string;
  /** The layer's number, from 0. */
  index: number;
  batch: number;
}

/** One run of a layer. */
export interface PreNormRun extends LayerPlace {
  /** Runs one of its slots. */
  linear: (part: string, x: tf.Tensor) => tf.Tensor2D;
  /** Selects the rows of the tokens that the layer computes: all, or each sequence's last. */
  computed: (rows: tf.Tensor2D) => tf.Tensor2D;
  /** Added to the attention's scores to hide some tokens. */
  mask: tf.Tensor | undefined;
  seed: tf.Tensor1D | undefined;
  constants: NamedTensors;
}

/**
 * Attention, then a feed-forward block, each applied to its normalised input and added to that input.
 * Its constants are `mask`, `seed`, those of the architecture, and, where only the last tokens are
 * computed, their rows `lastRow`, `[batch]`.
 */
export function preNormLayer(
  { normalise, norms, attend, feedForward }: PreNormLayer,
  place: LayerPlace,
): RowLayer {
  return (apply, { x }, constants) => {
    const { mask, seed, lastRow } = constants as { mask?: tf.Tensor } & Partial<
      Record<'seed' | 'lastRow', tf.Tensor1D>
    >;
    const norm = (module: string, rows: tf.Tensor2D): tf.Tensor2D =>
      normalise(`${place.prefix}${module}`, rows) as tf.Tensor2D;
    const run: PreNormRun = {
      ...place,
      mask,
      seed,
      constants,
      linear: (part, rows) => apply(`${place.prefix}${part}`, rows) as tf.Tensor2D,
      computed: (rows) => (lastRow ? (embedding(rows, lastRow) as tf.Tensor2D) : rows),
    };
    const attended = tf.add<tf.Tensor2D>(attend(run, norm(norms.attention, x)), run.computed(x));
    return tf.add(feedForward(run, norm(norms.feedForward, attended)), attended);
  };
}
