import * as tf from '@tensorflow/tfjs-core';
import { finite } from '../slopes/slope.ts';

/** A module's output after some steps: statistics of its entries, null where not finite. */
export interface WatchedStep {
  readonly step: number;
  /** The number of entries. */
  readonly entries: number;
  /** Their root mean square. */
  readonly size: number | null;
  /** The root mean square of their change from the start. */
  readonly change: number | null;
  /** The largest absolute value of an entry. */
  readonly largest: number | null;
  /** The largest absolute change of an entry. */
  readonly largestChange: number | null;
}

/** The loss of the fixed batch after some steps; null where not finite. */
export interface WatchedLoss {
  readonly step: number;
  readonly loss: number | null;
}

/** The measurements of one width and seed. */
export interface CoordinateUnit {
  readonly width: number;
  readonly seed: number;
  /** The watched steps of each module, by its name, in the order of the data flow. */
  readonly coordinates: Readonly<Record<string, readonly WatchedStep[]>>;
  /** The losses at the same steps; empty where the loss is unknown. */
  readonly losses: readonly WatchedLoss[];
  /** The loss without the trained part, such as an adapter; null where it is not finite or equals that of step 0. */
  readonly frozenLoss: number | null;
}

/**
 * Records what a model's modules put out, beside what they put out at first. The caller keeps the outputs; `dispose` frees the
 * copies of the first ones.
 */
export function startWatch() {
  const coordinates: Record<string, WatchedStep[]> = {};
  const losses: WatchedLoss[] = [];
  const start: Record<string, tf.Tensor> = {};
  return {
    coordinates,
    losses,
    /** @param loss absent where the model has none */
    look: (step: number, outputs: Readonly<Record<string, tf.Tensor>>, loss?: number | null) => {
      if (loss !== undefined) losses.push({ step, loss });
      for (const [name, output] of Object.entries(outputs)) {
        const first = (start[name] ??= tf.keep(tf.clone(output)));
        (coordinates[name] ??= []).push(watchedStep(step, output, first));
      }
    },
    dispose: () => tf.dispose(start),
  };
}

/** Compares a module's output with its initial one. */
function watchedStep(step: number, output: tf.Tensor, start: tf.Tensor): WatchedStep {
  const [size, largest, change, largestChange] = tf.tidy(() => {
    const numbers = [output, tf.sub(output, start)].flatMap((x) => [
      tf.mean(tf.square(x)),
      tf.max(tf.abs(x)),
    ]);
    return [...tf.stack(numbers).dataSync()];
  });
  return {
    step,
    entries: output.size,
    size: rooted(size),
    change: rooted(change),
    largest: finite(largest),
    largestChange: finite(largestChange),
  };
}

const rooted = (square: number | undefined) => finite(Math.sqrt(square ?? NaN));
