import { setImmediate } from 'node:timers/promises';
import { compile } from '@singlora/compile';
import type { Adapter } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { planInOrder } from './batch-plan.ts';
import { createBatchLoader, type Batch } from './batches.ts';
import type { Classifier } from './classifier.ts';
import { evaluationNotFinite } from './errors.ts';
import { checkExamples, type Example } from './examples.ts';
import { outputsInHalves } from './halves.ts';
import type { Objective } from './objective.ts';
import { recordLengths } from './record.ts';

export interface EvaluationJob {
  model: Classifier;
  adapter: Adapter;
  objective: Objective;
  /** the adapter's trainables as they stand */
  parameters: NamedTensors;
  /** the ramp's value at the completed step count */
  u: number;
  examples: readonly Example[];
  batchSize: number;
  signal?: AbortSignal;
  onProgress?(progress: { done: number; total: number }): void;
}

export interface Evaluation {
  /** the objective's answer, by example: a class, or a value */
  predictions: Float32Array;
  /** [examples, numLabels] row by row */
  outputs: Float32Array;
  /** the objective's, mean over the examples */
  loss: number;
  seconds: number;
}

/**
 * Runs the model without dropout over the examples, in the given order whatever the batches.
 *
 * @throws the signal's reason between two batches once it is aborted; TrainingError
 * TRAINING_NO_EXAMPLES, TRAINING_BAD_EXAMPLE, EVALUATION_NOT_FINITE
 */
export async function evaluate(job: EvaluationJob): Promise<Evaluation> {
  const { model, adapter, objective, examples, batchSize, signal } = job;
  const { numLabels, maxPositions } = model.config;
  checkExamples(examples, model.config, objective);
  const started = performance.now();
  const outputs = new Float32Array(examples.length * numLabels);
  const loader = createBatchLoader(examples, batchSize, objective);
  const lengths = examples.map(({ ids }) => ids.length);
  let done = 0;
  let lossSum = 0;

  const plan = planInOrder(lengths, { batchSize, maxPositions });
  const forward = compile(
    ({ batch, parameters, u }: ForwardInputs) => {
      const passOf = () => ({ apply: adapter.apply(parameters, u) });
      const values = outputsInHalves(model, batch, passOf);
      return { values, loss: objective.loss(values, batch.labels, batch.weights) };
    },
    { uniform: true },
  );
  const u = tf.scalar(job.u);
  const inputsOf = (batch: Batch): ForwardInputs => ({ batch, parameters: job.parameters, u });

  try {
    recordLengths(forward, batchSize, objective, inputsOf);
    for (const planned of plan) {
      await setImmediate(); // lets signals and timers in
      signal?.throwIfAborted();
      const { values, loss } = read(forward(inputsOf(loader.load(planned))));
      planned.rows.forEach((row, i) => {
        outputs.set(values.subarray(i * numLabels, (i + 1) * numLabels), row * numLabels);
      });
      lossSum += loss * planned.rows.length;
      done += planned.rows.length;
      job.onProgress?.({ done, total: examples.length });
    }
  } finally {
    loader.dispose();
    forward.dispose();
    u.dispose();
  }
  return {
    predictions: predictRows(outputs, numLabels, objective),
    outputs,
    loss: lossSum / examples.length,
    seconds: (performance.now() - started) / 1000,
  };
}

interface ForwardInputs {
  batch: Batch;
  parameters: NamedTensors;
  u: tf.Scalar;
}

function read({ values, loss }: { values: tf.Tensor; loss: tf.Scalar }) {
  const numbers = {
    values: values.dataSync<'float32'>(),
    loss: loss.dataSync()[0] as number,
  };
  tf.dispose([values, loss]);
  return numbers;
}

function predictRows(outputs: Float32Array, width: number, objective: Objective): Float32Array {
  return Float32Array.from({ length: outputs.length / width }, (_, row) => {
    const values = outputs.subarray(row * width, (row + 1) * width);
    if (!values.every(Number.isFinite)) throw evaluationNotFinite(row);
    return objective.predict(values);
  });
}
