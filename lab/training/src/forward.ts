import { setImmediate } from 'node:timers/promises';
import { compile } from '@singlora/runtime';
import type { NamedTensors } from '@singlora/core/kernels';
import type { Pass } from '@singlora/models';
import * as tf from '@tensorflow/tfjs-core';
import { recomputation } from './recomputation.ts';
import { recordingsFor, withTrainable, type Computation } from './recordings.ts';
import type { Batches, Forward, Seeds, Trained } from './task.ts';
import type { Trainable } from './trainable.ts';

/** Runs a model with the current trained values; `recompute` as in `TrainingConfig`. */
export function forwardOf(
  trainable: Trainable,
  parameters: NamedTensors,
  u: tf.Scalar,
  { seeds = {}, recompute = false }: { seeds?: Seeds; recompute?: boolean } = {},
): Forward {
  const pass = (seed?: tf.Tensor1D): Pass => {
    const apply = trainable.apply(parameters, u, seed);
    const runLayer = recompute && recomputation(trainable, parameters, u, seed);
    return {
      apply,
      trained: parameters,
      ...(seed && { seed }),
      ...(runLayer && { runLayer }),
    };
  };
  return { pass, seeds };
}

/** Batches to run a function over, with the current trained values. */
export interface ForwardJob<Batch extends NamedTensors, Name extends string> extends Trained {
  /** Functions that each make a batch, whose tensors are freed before the next is made. */
  readonly batches: readonly (() => Batch)[];
  /** Functions that make batches of a few tiny sizes, from which the graph for all sizes is recorded; for batches that differ in size only. */
  readonly samples?: Batches<Batch>['samples'];
  readonly signal?: AbortSignal | undefined;
  /** The values that define `run` as a function. It is kept in the recordings, if those are given too. */
  readonly computation?: Computation;
  /** Pure, compiled. */
  run(batch: Batch, forward: Forward): Record<Name, tf.Tensor>;
}

/**
 * Runs a function of a batch and a model over batches, without random draws, and yields the values
 * of each in turn, by name. Throws the signal's reason between two batches once it is aborted.
 */
export async function* forwardBatches<Batch extends NamedTensors, Name extends string>(
  job: ForwardJob<Batch, Name>,
): AsyncGenerator<Record<Name, Float32Array>, void> {
  const { trainable, samples = [], signal } = job;
  const { recordings, computation, end } = recordingsFor(job.recordings, job.computation);
  const u = tf.scalar(job.u);
  const inputsOf = (batch: Batch) => ({ batch, parameters: job.parameters, u });
  // Without samples each size has its own graph, so that results do not depend on earlier sizes.
  const runFor = (batch: Batch) => {
    const sizes = samples.length === 0 && Object.values(batch).map(({ shape }) => shape);
    const by = ['forward', computation.by, sizes];
    return recordings.keep(withTrainable({ ...computation, by }, trainable), () =>
      compile(
        ({ batch, parameters, u }: ReturnType<typeof inputsOf>) =>
          job.run(batch, forwardOf(trainable, parameters, u)),
        { uniform: samples.length > 0 },
      ),
    );
  };
  const record = (batch: Batch) => runFor(batch).record(inputsOf(batch));
  const replay = (batch: Batch) => runFor(batch)(inputsOf(batch));
  try {
    for (const sample of samples) tf.tidy(() => record(sample()));
    for (const batchOf of job.batches) {
      await setImmediate(); // lets signals and timers in
      signal?.throwIfAborted();
      yield read(tf.tidy(() => ({ ...replay(batchOf()) })));
    }
  } finally {
    end();
    u.dispose();
  }
}

function read<Name extends string>(tensors: Record<Name, tf.Tensor>): Record<Name, Float32Array> {
  const numbers = Object.entries<tf.Tensor>(tensors).map(([name, tensor]) => [
    name,
    tensor.dataSync<'float32'>(),
  ]);
  tf.dispose({ ...tensors });
  return Object.fromEntries(numbers) as Record<Name, Float32Array>;
}
