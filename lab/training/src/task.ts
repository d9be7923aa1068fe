import type { NamedTensors } from '@singlora/core/kernels';
import type { Pass } from '@singlora/models';
import type { RandomStream } from '@singlora/runtime';
import type * as tf from '@tensorflow/tfjs-core';
import type { Computation, Recordings } from './recordings.ts';
import type { Trainable } from './trainable.ts';

/**
 * A task to learn: it provides batches and their loss. Training itself deals only with tensors, seeds, steps and parameters. All
 * tensors of a batch are `[rows, …]`, so that a step can process a few rows at a time.
 */
export interface Task<Batch extends NamedTensors = NamedTensors> {
  /** the number of examples in one epoch; Infinity without epochs: `maxSteps` alone then sets a run's length */
  readonly examples: number;
  /**
   * The names of the random draws that the loss makes inside the step, such as 'dropout'; each gets a new seed every step. The
   * contents of a batch, such as noise and timesteps, are drawn in `Batches.at`, under other names.
   */
  readonly draws: readonly string[];
  /**
   * A text such as a hash, equal only for the same data, loss and settings: a checkpoint of another
   * task is refused.
   */
  fingerprint(): string;
  /** Starts the batches of a run. */
  openBatches(setting: { batchSize: number; seed: number }): Batches<Batch>;
  /**
   * The mean loss over the batch's rows, with the model run by `forward`. Pure, and reads no values back, as it becomes part of a
   * graph.
   */
  loss(batch: Batch, forward: Forward): tf.Scalar;
  /**
   * The values that define `loss` and `weight` as functions of their arguments, whatever the data: runs of tasks with equal
   * values share a recording. Without them none is kept. For batches of one size, or with `Batches.samples`.
   */
  readonly computation?: Computation;
  /** The total weight of some rows in that mean; without it each row weighs 1. Pure. */
  weight?(batch: Batch): tf.Scalar;
  /**
   * Scores by name, called every `evaluateEvery` steps with the number of completed steps. May throw the signal's
   * reason once aborted.
   */
  evaluate?(trained: Trained, signal?: AbortSignal, step?: number): Promise<Record<string, number>>;
}

/** The batches of one run. */
export interface Batches<Batch extends NamedTensors = NamedTensors> {
  /**
   * The batch of the step after `completed` ones, and the number of its examples (filler rows do not
   * count). It may depend only on that number, the setting and the draws; otherwise a resumed run
   * would differ. Tensors made here are freed after the step.
   */
  at(completed: number, draw: Draw): { batch: Batch; examples: number };
  /**
   * Functions that make batches of a few tiny sizes, where batches differ in size only. The step is then recorded on these alone,
   * and the graph for all other sizes is derived from them. Without them each size is recorded when it first occurs.
   */
  readonly samples?: readonly (() => Batch)[];
}

/** The random stream of a name in one step, from its start; no two names, steps or seeds share one. */
export type Draw = (name: string) => RandomStream;

/** How a task runs its model, with the current trained values. */
export interface Forward {
  /** The pass that the model is run with. A seed turns dropout on. */
  readonly pass: (seed?: tf.Tensor1D) => Pass;
  /** The seed of each of the task's draws; none while evaluating. */
  readonly seeds: Seeds;
}

/** Seeds by the draw's name: int32 `[2]`. */
export type Seeds = Readonly<Record<string, tf.Tensor1D>>;

/** A trained model part, during or after training. */
export interface Trained {
  readonly trainable: Trainable;
  /** its current values; in a run with averages, the averages */
  readonly parameters: NamedTensors;
  /** the ramp's value at the completed step count */
  readonly u: number;
  /** the recordings that keep its compiled evaluation */
  readonly recordings?: Recordings | undefined;
}
