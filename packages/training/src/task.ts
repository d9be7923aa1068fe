import type { NamedTensors } from '@singlora/kernels';
import type { Pass } from '@singlora/models';
import type { RandomStream } from '@singlora/runtime';
import type * as tf from '@tensorflow/tfjs-core';
import type { Computation, Recordings } from './recordings.ts';
import type { Trainable } from './trainable.ts';

/**
 * What is learned: a task gives batches and their loss. Training itself knows only
 * tensors, seeds, steps and parameters. All tensors of a batch are `[rows, …]`, so that a step can be
 * taken a few rows at a time.
 */
export interface Task<Batch extends NamedTensors = NamedTensors> {
  /** in one epoch; Infinity where there are no epochs, and `maxSteps` alone says how long a run is */
  readonly examples: number;
  /**
   * Names of what the loss draws inside the step, such as 'dropout'; each gets a new seed every step.
   * What goes into a batch, such as noise and timesteps, is drawn in `Batches.at`, under other names.
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
   * The mean over the batch's rows, with the model run as `forward` says. Pure, and reads no numbers
   * back: it becomes part of a graph.
   */
  loss(batch: Batch, forward: Forward): tf.Scalar;
  /**
   * What decides `loss` and `weight` as functions of their arguments, whatever the data: runs of tasks with equal ones
   * share a recording. Without it none is kept. For batches of one size, or with `Batches.samples`.
   */
  readonly computation?: Computation;
  /** What some rows weigh in that mean, in all; without it each row weighs 1. Pure. */
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
   * For batches that differ in size only: makes some of a few tiny sizes. The step is then recorded on
   * these alone, and the graph for all other sizes is worked out from them. Without it each new size
   * is recorded when it first comes.
   */
  readonly samples?: readonly (() => Batch)[];
}

/** The random stream of a name in one step, from its start; no two names, steps or seeds share one. */
export type Draw = (name: string) => RandomStream;

/** How a task runs its model, with current values of what is trained. */
export interface Forward {
  /** What the model is run with. A seed turns dropout on. */
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
  /** where to keep what is compiled to evaluate it */
  readonly recordings?: Recordings | undefined;
}
