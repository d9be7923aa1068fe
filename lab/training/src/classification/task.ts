import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import type { Task } from '../task.ts';
import { epochPlanner, type BatchOrder, type PlannedBatch } from './batch-plan.ts';
import { createBatchLoader, sampleBatches, type Batch } from './batches.ts';
import type { Classifier } from './classifier.ts';
import { checkExamples, hashExamples, type Example } from './examples.ts';
import { outputsInHalves } from './halves.ts';
import type { Objective } from './objective.ts';
import type { Prefix } from './prefix.ts';

/** A classifier and the examples it learns from. */
export interface ClassificationSetting {
  readonly model: Classifier;
  readonly objective: Objective;
  readonly train: readonly Example[];
  /** the order of rows in batches; `grouped` by default */
  readonly order?: BatchOrder;
  /** the prefix of the training examples, for a model without trained parameters or dropout before the prefix's layer */
  readonly prefix?: Prefix | undefined;
}

/**
 * The task of predicting a class, or a number, for token sequences. The order of rows changes every epoch.
 *
 * @throws TrainingError TRAINING_NO_EXAMPLES, TRAINING_BAD_EXAMPLE
 */
export function sequenceClassification(setting: ClassificationSetting): Task<Batch> {
  const { model, objective, train, prefix, order = 'grouped' } = setting;
  const firstLayer = prefix?.layer ?? 0;
  const { maxPositions } = model.config;
  checkExamples(train, model.config, objective);
  return {
    examples: train.length,
    draws: ['dropout'],
    computation: { of: [model, objective], by: firstLayer },
    fingerprint: () =>
      createHash('sha256')
        .update(
          [
            objective.name,
            hashExamples(train),
            ...(order === 'grouped' ? [] : [order]),
            ...(prefix ? [`from layer ${firstLayer}`] : []),
          ].join(' '),
        )
        .digest('hex'),
    openBatches({ batchSize: wanted, seed }) {
      // Partial batches are padded, so a batch need not be larger than the number of rows.
      const batchSize = Math.min(wanted, train.length);
      const lengths = train.map(({ ids }) => ids.length);
      const planOf = epochPlanner(lengths, { batchSize, maxPositions, order, seed });
      const stepsPerEpoch = Math.ceil(train.length / batchSize);
      const load = createBatchLoader(train, batchSize, objective, prefix);
      return {
        samples: sampleBatches(batchSize, objective, prefix),
        at(completed) {
          const plan = planOf(Math.floor(completed / stepsPerEpoch));
          const planned = plan[completed % stepsPerEpoch] as PlannedBatch;
          return { batch: load(planned), examples: planned.rows.length };
        },
      };
    },
    loss(batch, { pass, seeds }) {
      const outputs = outputsInHalves(model, batch, pass, firstLayer, seeds['dropout']);
      return objective.loss(outputs, batch.labels, batch.weights);
    },
    weight: ({ weights }) => tf.sum(weights),
  };
}
