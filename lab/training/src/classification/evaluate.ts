import type { Trained } from '../task.ts';
import { forwardBatches } from '../forward.ts';
import { planInOrder, type PlannedBatch } from './batch-plan.ts';
import { createBatchLoader, sampleBatches, type Batch } from './batches.ts';
import type { Classifier } from './classifier.ts';
import { evaluationNotFinite } from './errors.ts';
import { checkExamples, type Example } from './examples.ts';
import { outputsInHalves } from './halves.ts';
import type { Objective } from './objective.ts';
import type { Prefix } from './prefix.ts';

/** A classifier with its trained parts, and the examples to run it on. */
export interface EvaluationJob extends Trained {
  model: Classifier;
  objective: Objective;
  examples: readonly Example[];
  /** the prefix of these examples, as in training */
  prefix?: Prefix | undefined;
  batchSize: number;
  signal?: AbortSignal | undefined;
  /** Called after each batch, with numbers of examples. */
  onProgress?(progress: { done: number; total: number }): void;
}

/** A classifier's results on some examples. */
export interface Evaluation {
  /** the objective's prediction for each example: a class, or a value */
  predictions: Float32Array;
  /** [examples, numLabels] row by row */
  outputs: Float32Array;
  /** the objective's, mean over the examples */
  loss: number;
  seconds: number;
}

/**
 * Runs the model without dropout over the examples. Results are in the given order, whatever the batches.
 *
 * @throws the signal's reason between two batches once it is aborted; TrainingError
 * TRAINING_NO_EXAMPLES, TRAINING_BAD_EXAMPLE, EVALUATION_NOT_FINITE
 */
export async function evaluate(job: EvaluationJob): Promise<Evaluation> {
  const { model, objective, examples, prefix, batchSize, signal, ...trained } = job;
  const firstLayer = prefix?.layer ?? 0;
  const { numLabels, maxPositions } = model.config;
  checkExamples(examples, model.config, objective);
  const started = performance.now();
  const outputs = new Float32Array(examples.length * numLabels);
  const load = createBatchLoader(examples, batchSize, objective, prefix);
  const lengths = examples.map(({ ids }) => ids.length);
  const plan = planInOrder(lengths, { batchSize, maxPositions });
  const results = forwardBatches({
    ...trained,
    signal,
    batches: plan.map((planned) => () => load(planned)),
    samples: sampleBatches(batchSize, objective, prefix),
    computation: { of: [model, objective], by: [batchSize, firstLayer] },
    run(batch: Batch, { pass }) {
      const values = outputsInHalves(model, batch, pass, firstLayer);
      return { values, loss: objective.loss(values, batch.labels, batch.weights) };
    },
  });
  let [batch, done, lossSum] = [0, 0, 0];
  for await (const { values, loss } of results) {
    const { rows } = plan[batch++] as PlannedBatch;
    rows.forEach((row, i) => {
      outputs.set(values.subarray(i * numLabels, (i + 1) * numLabels), row * numLabels);
    });
    lossSum += (loss[0] as number) * rows.length;
    done += rows.length;
    job.onProgress?.({ done, total: examples.length });
  }
  return {
    predictions: predictRows(outputs, numLabels, objective),
    outputs,
    loss: lossSum / examples.length,
    seconds: (performance.now() - started) / 1000,
  };
}

function predictRows(outputs: Float32Array, width: number, objective: Objective): Float32Array {
  return Float32Array.from({ length: outputs.length / width }, (_, row) => {
    const values = outputs.subarray(row * width, (row + 1) * width);
    if (!values.every(Number.isFinite)) throw evaluationNotFinite(row);
    return objective.predict(values);
  });
}
