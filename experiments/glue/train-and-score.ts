import { hash } from 'node:crypto';
import { join } from 'node:path';
import { rampAt, type Adapter } from '@singlora/core';
import { saveAdapter } from '@singlora/core/node';
import { predictionLines, submission } from '@singlora/glue';
import { type GlueRunConfig, glueScore, trainedRowsFile, stepMetrics } from '@singlora/records';
import type { LoadedClassifier } from '@singlora/models';
import { memoryUse } from '@singlora/runtime';
import type { Context, Outcome } from '@singlora/runner';
import type { Run } from '@singlora/tracking';
import {
  createProgress,
  disposeState,
  evaluate,
  objectives,
  type ClassificationBatch,
  type Evaluation,
  type TrainingJob,
  type TrainResult,
} from '@singlora/training';
import { recordFolder } from '../training/record-folder.ts';
import { trainRecorded } from '../training/train-recorded.ts';
import type { GlueAssets } from './assets.ts';
import type { RunExamples } from './examples.ts';
import { splitScores, recordedSizes, trainingNumbers } from './records.ts';
import type { TokenizedSplit } from './tokenized-split.ts';

/** The inputs of one run. */
export interface GlueJob {
  readonly assets: GlueAssets;
  readonly config: GlueRunConfig;
  readonly model: LoadedClassifier;
  readonly adapter: Adapter;
  readonly training: Pick<TrainingJob<ClassificationBatch>, 'task' | 'config'>;
  readonly examples: RunExamples;
  readonly run: Run;
  readonly context: Context;
}

/** Trains the adapter, scores it, and saves its predictions and the adapter in the run's folder. */
export async function trainAndScore(job: GlueJob): Promise<Outcome> {
  const { run, adapter, assets, examples } = job;
  const indices = examples.train.rows.map(({ index }) => index).sort();
  const sha256 = hash('sha256', JSON.stringify(indices));
  await run.artifact(trainedRowsFile, JSON.stringify({ rows: indices.length, sha256 }));
  const trained = await trainAdapter(job);
  try {
    if (trained.outcome === 'interrupted') return { status: 'interrupted' };
    let summary = { ...recordedSizes(job), ...trainingNumbers(trained) };
    for (const split of examples.scored) {
      const scored = await predict(job, trained, split);
      const lines = predictionLines(assets.task, split.rows, scored.predictions);
      await run.artifact(`predictions.${split.name}.jsonl`, lines);
      run.log(trained.steps, { [glueScore.loss(split.name)]: scored.loss });
      summary = { ...summary, ...splitScores(assets.task, split, scored) };
    }
    for (const split of examples.test) {
      const { predictions } = await predict(job, trained, split);
      const { file, text } = submission(assets.task, split.name, split.rows, predictions);
      await run.artifact(`submission/${file}`, text);
    }
    await saveAdapter(join(run.folder, 'adapter'), adapter, {
      parameters: trained.state.parameters,
      u: rampReached(adapter, trained),
      baseModel: assets.model.id,
      taskType: 'SEQ_CLS',
    });
    await recordFolder(run, 'adapter');
    return { status: 'finished', summary };
  } finally {
    disposeState(trained.state);
  }
}

function trainAdapter({ assets, run, adapter, training, context }: GlueJob): Promise<TrainResult> {
  return trainRecorded({
    ...training,
    trainable: adapter,
    recordings: assets.recordings,
    run,
    context,
    numbersOf({ loss, learningRate, examples, seconds }) {
      const memory = memoryUse();
      return {
        [stepMetrics.loss]: loss,
        [stepMetrics.learningRate]: learningRate,
        [stepMetrics.examplesPerSecond]: examples / seconds,
        [stepMetrics.tensors]: memory.tensors,
        [stepMetrics.rssBytes]: memory.rssBytes,
      };
    },
  });
}

/** The ramp's value at the end of training. */
function rampReached(adapter: Adapter, { steps }: TrainResult): number {
  return rampAt(adapter.config, steps, steps);
}

async function predict(
  job: GlueJob,
  trained: TrainResult,
  split: TokenizedSplit,
): Promise<Evaluation> {
  const { assets, config, model, adapter, context } = job;
  const { name, examples } = split;
  const prefix = await assets.prefixes.of(split, job);
  const progress = createProgress({ label: `  ${name}`, total: examples.length });
  try {
    return await evaluate({
      model,
      trainable: adapter,
      recordings: assets.recordings,
      objective: objectives[config.objective],
      parameters: trained.state.parameters,
      u: rampReached(adapter, trained),
      examples,
      prefix,
      batchSize: 64,
      signal: context.signal,
      onProgress: ({ done }) => progress.update({ done, examples: done }),
    });
  } finally {
    progress.end();
  }
}
