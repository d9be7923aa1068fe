import type { Adapter } from '@singlora/core';
import type { GlueTask } from '@singlora/glue';
import type { Assets } from '@singlora/hub';
import type { SequenceClassifier } from '@singlora/models';
import { memoryUse } from '@singlora/runtime';
import type { AssetRecord } from '@singlora/tracking';
import { accuracy, type Evaluation, type Example, type TrainResult } from '@singlora/training';

interface Scored {
  readonly model: SequenceClassifier;
  readonly adapter: Adapter;
  readonly train: readonly Example[];
  readonly dev: readonly Example[];
}

/** The final numbers of a run, under the names that reports read. */
export function summarize(
  { model, adapter, train, dev }: Scored,
  trained: TrainResult,
  scored: Evaluation,
): Record<string, number> {
  const labels = labelsOf(dev);
  const score = accuracy(scored.predictions, labels);
  return {
    accuracy: score.value,
    accuracyStandardError: score.standardError,
    majorityAccuracy: majority(labels),
    evalLoss: scored.loss,
    evalRows: dev.length,
    trainRows: train.length,
    trainableParameters: adapter.trainable,
    adapterParameters: adapter.adapterParameters,
    totalParameters: model.parameterCount,
    trainSeconds: trained.seconds,
    evalSeconds: scored.seconds,
    peakRssBytes: memoryUse().peakRssBytes,
    steps: trained.steps,
  };
}

/** A finished run in one line. */
export function describe(summary: Readonly<Record<string, number>>): string {
  const { accuracy = NaN, accuracyStandardError = NaN, evalRows = 0, steps = 0 } = summary;
  const percent = (value: number) => (100 * value).toFixed(1);
  return (
    `accuracy ${percent(accuracy)} % ± ${percent(accuracyStandardError)} ` +
    `on ${evalRows.toLocaleString('en')} rows after ${steps.toLocaleString('en')} steps`
  );
}

/** The model as the run's record keeps it, named as a stand-in where the paper used another. */
export function modelRecord(model: Assets, paper: string): AssetRecord {
  const isPaper = model.id.split('/').at(-1) === paper;
  return {
    kind: 'model',
    id: model.id,
    revision: model.revision,
    source: model.source,
    origin: model.origin,
    sha256: Object.fromEntries(
      Object.values(model.files).map(({ name, sha256 }) => [name, sha256]),
    ),
    ...(isPaper ? {} : { standIn: `${model.id} stands in for the paper's ${paper}.` }),
  };
}

/** One JSON line an example, in the order of the dev rows: the true class and the predicted one. */
export function predictionLines(
  task: GlueTask,
  dev: readonly Example[],
  { predictions }: Evaluation,
): string {
  const name = (label: number | undefined) => task.labels[label ?? -1];
  return dev
    .map(({ label }, i) =>
      JSON.stringify({ example: i, label: name(label), predicted: name(predictions[i]) }),
    )
    .join('\n')
    .concat('\n');
}

function labelsOf(examples: readonly Example[]): Int32Array {
  return Int32Array.from(examples, ({ label }) => label);
}

/** The share of the most frequent class: what always answering the same would score. */
function majority(labels: Int32Array): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Math.max(...counts.values()) / labels.length;
}
