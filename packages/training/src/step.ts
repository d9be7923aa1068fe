import type { Adapter } from '@singlora/core';
import { crossEntropy, type NamedTensors } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { adamw, type AdamWConfig } from './adamw.ts';
import type { Batch } from './batches.ts';
import type { Classifier } from './classifier.ts';
import { clipByNorm, globalNorm } from './clip.ts';
import { flatten, unflatten } from './state.ts';

/** What changes from step to step beside state and batch, each a tensor. */
export interface StepScalars {
  learningRate: tf.Scalar;
  /** the ramp's value u(t) */
  u: tf.Scalar;
  /** AdamW's bias corrections, see `biasCorrections` */
  correction1: tf.Scalar;
  correction2: tf.Scalar;
  /** int32 [2] each: decide every dropout mask of the step */
  modelSeed: tf.Tensor1D;
  adapterSeed: tf.Tensor1D;
}

/**
 * A training step as a pure function from tensors to tensors, both in flat records:
 *
 * in: the state (`parameters/…`, `moments1/…`, `moments2/…`), the fields of `Batch` and those of
 * `StepScalars`, by their own names; out: the next state's tensors, `loss` and `gradNorm` (before
 * clipping), scalars.
 *
 * Shapes out depend on shapes in alone, and nothing is read back inside, so one eager run of a
 * batch shape can be recorded and replayed as a graph: whatever tensor it uses that is neither in
 * the input nor made inside is one of the model's frozen weights.
 */
export type StepFunction = (inputs: NamedTensors) => NamedTensors;

export interface StepConfig {
  optimizer: AdamWConfig;
  maxGradNorm: number;
}

/** The step for a frozen model with an adapter: forward, gradients, clipping, AdamW. */
export function createStep(
  model: Classifier,
  adapter: Adapter,
  { optimizer, maxGradNorm }: StepConfig,
): StepFunction {
  return (inputs) =>
    tf.tidy(() => {
      const state = unflatten(inputs);
      const batch = inputs as NamedTensors & Batch;
      const scalars = inputs as NamedTensors & StepScalars;
      const lossOf = (parameters: NamedTensors): tf.Scalar => {
        const apply = adapter.apply(parameters, scalars.u, scalars.adapterSeed);
        const logits = model.logits(batch, { apply, seed: scalars.modelSeed });
        return crossEntropy(logits, batch.labels, batch.weights);
      };
      const { loss, gradients } = lossAndGradients(lossOf, state.parameters);
      const gradNorm = globalNorm(gradients);
      const clipped = clipByNorm(gradients, gradNorm, maxGradNorm);
      const next = adamw(optimizer, adapter.groups, state, clipped, scalars);
      return { loss, gradNorm, ...flatten(next) };
    });
}

function lossAndGradients(
  lossOf: (parameters: NamedTensors) => tf.Scalar,
  parameters: NamedTensors,
): { loss: tf.Scalar; gradients: NamedTensors } {
  const names = Object.keys(parameters);
  const named = (tensors: readonly tf.Tensor[]): NamedTensors =>
    Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
  const run = tf.valueAndGrads((...tensors: tf.Tensor[]) => lossOf(named(tensors)));
  const { value, grads } = run(Object.values(parameters));
  return { loss: value as tf.Scalar, gradients: named(grads) };
}
