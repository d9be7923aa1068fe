import type { Adapter } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import type { Pass } from '@singlora/models';
import * as tf from '@tensorflow/tfjs-core';
import { adamw, type AdamWConfig } from './adamw.ts';
import type { Batch } from './batches.ts';
import type { Classifier } from './classifier.ts';
import { clipByNorm, globalNorm } from './clip.ts';
import { outputsInHalves } from './halves.ts';
import { lossAndGradients } from './loss-and-gradients.ts';
import { inMicroBatches } from './micro-batches.ts';
import type { Objective } from './objective.ts';
import { recomputation } from './recomputation.ts';
import { flatten, unflatten } from './state.ts';

/** What changes from step to step beside state and batch, each a tensor. */
export interface StepScalars {
  learningRate: tf.Scalar;
  /** the ramp's value u(t) */
  u: tf.Scalar;
  /** AdamW's bias corrections, see `biasCorrections` */
  correction1: tf.Scalar;
  correction2: tf.Scalar;
  /** int32 [2]: decides every dropout mask of the step */
  seed: tf.Tensor1D;
}

export type StepInputs = NamedTensors & Batch & StepScalars;
export type StepOutputs = NamedTensors & { loss: tf.Scalar; gradNorm: tf.Scalar };

/**
 * A training step as a pure function from tensors to tensors, both in flat records:
 *
 * in: the state (`parameters/…`, `moments1/…`, `moments2/…`), the fields of `Batch` and those of
 * `StepScalars`, by their own names; out: the next state's tensors, `loss` and `gradNorm` (before
 * clipping).
 *
 * Shapes out depend on shapes in alone, and nothing is read back inside, so one eager run of a
 * batch shape can be recorded and replayed as a graph: whatever tensor it uses that is neither in
 * the input nor made inside is one of the model's frozen weights.
 */
export type StepFunction = (inputs: StepInputs) => StepOutputs;

export interface StepConfig {
  optimizer: AdamWConfig;
  maxGradNorm: number;
  /** see `TrainingConfig` for both */
  microBatchSize?: number;
  recompute?: boolean;
}

/** The step for a frozen model with an adapter: forward, gradients, clipping, AdamW. */
export function createStep(
  model: Classifier,
  adapter: Adapter,
  objective: Objective,
  { optimizer, maxGradNorm, microBatchSize = Infinity, recompute = false }: StepConfig,
): StepFunction {
  // The adapter's order whatever the record's: rounding depends on the order of a sum.
  const names = Object.keys(adapter.parameters);
  return (inputs) =>
    tf.tidy(() => {
      const state = unflatten(inputs);
      const lossOf = (batch: Batch, parameters: NamedTensors, seed: tf.Tensor1D): tf.Scalar => {
        const passOf = (seed?: tf.Tensor1D): Pass => {
          const apply = adapter.apply(parameters, inputs.u, seed);
          const runLayer = recompute && recomputation(adapter, parameters, inputs.u, seed);
          return { apply, ...(seed && { seed }), ...(runLayer && { runLayer }) };
        };
        const outputs = outputsInHalves(model, batch, passOf, seed);
        return objective.loss(outputs, batch.labels, batch.weights);
      };
      const ordered = Object.fromEntries(
        names.map((name) => [name, state.parameters[name] as tf.Tensor]),
      );
      const run = (batch: Batch, seed: tf.Tensor1D) =>
        lossAndGradients((values) => lossOf(batch, values, seed), ordered);
      const { loss, gradients } = inMicroBatches(batchOf(inputs), microBatchSize, inputs.seed, run);
      const gradNorm = globalNorm(gradients);
      const clipped = clipByNorm(gradients, gradNorm, maxGradNorm);
      const next = adamw(optimizer, adapter.groups, state, clipped, inputs);
      return { ...flatten(next), loss, gradNorm };
    });
}

function batchOf({ inputIds, attentionMask, tokenTypeIds, labels, weights }: Batch): Batch {
  return { inputIds, attentionMask, tokenTypeIds, labels, weights };
}
