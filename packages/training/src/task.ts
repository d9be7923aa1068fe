import type { NamedTensors } from '@singlora/kernels';
import type { Pass } from '@singlora/models';
import type { RandomStream } from '@singlora/runtime';
import type * as tf from '@tensorflow/tfjs-core';
import type { Computation, Recordings } from './recordings.ts';
import type { Trainable } from './trainable.ts';

/**
 * A task to learn: it gives batches and their loss. Training itself knows only tensors, seeds, steps and parameters. All tensors of a
 * batch are `[rows, …]`, so that a step can be taken a few rows at a time.
 */
export interface Task<Batch extends NamedTensors = NamedTensors> {
  /** the number of examples in one epoch; Infinity where there are no epochs, and `maxSteps` alone says how long a run is */
  readonly examples: number;
  /**
   * The names of the random draws that the loss makes inside the step, such as 'dropout'; each gets a new seed every step. The
   * contents of a batch, such as noise and timesteps, are drawn in `Batches.at`, under other names.
   */
  readonly draws: readonly string[];
  /**
   * The same text for the same data, loss and settings, and another text for any others, such as a
   * hash: a checkpoint of another task is refused.
   */
  fingerprint(): string;
  /** Starts the batches of a run. */
  openBatches(setting: { batchSize: number; seed: number }): Batches<Batch>;
  /**
   * The mean loss over the batch's rows, with the model run as `forward` says. Pure, and reads no numbers back: it becomes part of a
   * graph.
   */
  loss(batch: Batch, forward: Forward): tf.Scalar;
  /**
   * The values that decide `loss` and `weight` as functions of their arguments, whatever the data: runs of tasks with equal values
   * share a recording. Without them none is kept. They are for batches of one size, or with `Batches.samples`.
   */
  readonly computation?: Computation;
  /** The total weight of some rows in that mean; without it each row weighs 1. Pure. */
  weight?(batch: Batch): tf.Scalar;
  /**
   * Scores by name, asked for every `evaluateEvery` steps, with how many are completed. May throw the signal's reason
   * once aborted.
   */
  evaluate?(trained: Trained, signal?: AbortSignal, step?: number): Promise<Record<string, number>>;
}

/** The batches of one run. */
export interface Batches<Batch extends NamedTensors = NamedTensors> {
  /**
   * The batch of the step after so many completed ones, and how many examples are in it (rows that
   * only fill it up are none). It depends on nothing but that number, the setting and what is drawn,
   * else a resumed run would not be the same. Tensors made here are freed after the step.
   */
  at(completed: number, draw: Draw): { batch: Batch; examples: number };
  /**
   * Functions that make batches of a few tiny sizes, where batches differ in size only. The step is then recorded on these alone, and
   * the graph for all other sizes is derived from them. Without them each new size is recorded when it first comes.
   */
  readonly samples?: readonly (() => Batch)[];
}

/** The random stream of a name in one step, from its start; no two names, steps or seeds share one. */
export type Draw = (name: string) => RandomStream;

/** The ways in which a task runs its model, with current values of what is trained. */
export interface Forward {
  /** The pass that the model is run with. A seed turns dropout on. */
  readonly pass: (seed?: tf.Tensor1D) => Pass;
  /** The seed of each of the task's draws; none while evaluating. */
  readonly seeds: Seeds;
}

/** Seeds by the draw's name: int32 `[2]`. */
export type Seeds = Readonly<Record<string, tf.Tensor1D>>;

/** Something trained, while it is or after. */
export interface Trained {
  readonly trainable: Trainable;
  /** its values as they stand; of a run with averages, these */
  readonly parameters: NamedTensors;
  /** the ramp's value at the completed step count */
  readonly u: number;
  /** the recordings that keep what is compiled to evaluate it */
  readonly recordings?: Recordings | undefined;
}
