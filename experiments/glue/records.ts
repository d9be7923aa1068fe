import type { Adapter } from '@singlora/core';
import {
  glueScore,
  paper,
  paperModelOfShape,
  paperModelOfWeights,
  scoredSplits,
  type GlueSizes,
  type GlueTask,
  type GlueTraining,
  type ModelShape,
  type PaperModelName,
} from '@singlora/records';
import { assetRecordOf, type Assets } from '@singlora/hub';
import type { SequenceClassifier } from '@singlora/models';
import { randomStream } from '@singlora/runtime';
import { baseline, measure } from '@singlora/statistics';
import type { AssetRecord } from '@singlora/tracking';
import type { Evaluation, TrainResult } from '@singlora/training';
import type { RunExamples } from './examples.ts';
import type { TokenizedSplit } from './tokenized-split.ts';

type Summary = Record<string, number>;

interface Sized {
  readonly model: SequenceClassifier;
  readonly adapter: Adapter;
  readonly examples: RunExamples;
}

/** The sizes of model, adapter and data, and the cost of training. */
export function recordedSizes({ model, adapter, examples }: Sized): GlueSizes {
  return {
    trainRows: examples.train.rows.length,
    truncatedTrainRows: examples.train.truncated,
    trainableParameters: adapter.trainable,
    adapterParameters: adapter.adapterParameters,
    totalParameters: model.parameterCount,
  };
}

export function trainingNumbers({ steps, seconds }: TrainResult): GlueTraining {
  return { steps, trainSeconds: seconds };
}

/** A split's scores, each with its standard error and baseline, by the keys of `glueScore`. */
export function splitScores(
  task: GlueTask,
  { name, examples, truncated }: TokenizedSplit,
  { predictions, loss, seconds }: Evaluation,
): Summary {
  const labels = Float64Array.from(examples, ({ label }) => label);
  const scores = task.metrics.map((metric) => {
    const { value, standardError } = measure(
      metric,
      predictions,
      labels,
      randomStream(0, 'bootstrap'), // the same resamples for equal row counts
    );
    return [
      [glueScore.score(name, metric), value],
      [glueScore.standardError(name, metric), standardError],
      [glueScore.baseline(name, metric), baseline(metric, labels)],
    ] as const;
  });
  return {
    ...Object.fromEntries(scores.flat()),
    [glueScore.loss(name)]: loss,
    [glueScore.rows(name)]: examples.length,
    [glueScore.truncatedRows(name)]: truncated,
    [glueScore.seconds(name)]: seconds,
  };
}

/** A finished run in one line: its headline metric on each split. */
export function describe({ metrics }: GlueTask, summary: Readonly<Summary>): string {
  const { steps = 0, diverged } = summary;
  if (diverged) return 'diverged';
  const [headline] = metrics;
  const percent = (value = NaN) => (100 * value).toFixed(1);
  const scores = scoredSplits(summary).map((split) => {
    const rows = (summary[glueScore.rows(split)] ?? 0).toLocaleString('en');
    const error = summary[glueScore.standardError(split, headline)];
    return `${headline} ${percent(summary[glueScore.score(split, headline)])} % ± ${percent(error)} on ${rows} ${split} rows`;
  });
  return `${scores.join(', ')} after ${steps.toLocaleString('en')} steps`;
}

/**
 * The model's entry in the run's record: a stand-in unless the SHA-256 of its weights is that of one of the paper's models.
 * @param subject the paper's model that another one stands in for
 * @param quantised the type of its quantised weights, if they are
 */
export function modelRecord(
  model: Assets,
  shape: ModelShape,
  subject: PaperModelName,
  quantised?: string,
): AssetRecord {
  const record = { ...assetRecordOf(model), ...(quantised === undefined ? {} : { quantised }) };
  if (paperModelOfWeights(record.sha256)) return record;
  const alike = paperModelOfShape(shape);
  const standIn = alike
    ? `${model.id} has the shape of the paper's ${paper.models[alike].title}; that its weights are those is not verified, since no known SHA-256 is theirs.`
    : `${model.id} stands in for the paper's ${paper.models[subject].title}.`;
  return { ...record, standIn };
}

/** A line for the user on what is known about the model. */
export function modelLine({ sha256, standIn = '', quantised }: AssetRecord): string {
  const own = paperModelOfWeights(sha256);
  if (own) return `the paper's own ${paper.models[own].title}, by the SHA-256 of its weights`;
  return quantised === undefined
    ? standIn
    : `${standIn} Its weights are quantised to ${quantised}.`;
}
