import { createAdapter } from '@singlora/core';
import { loadSequenceClassifier, type SequenceClassifier } from '@singlora/models';
import { randomStream } from '@singlora/runtime';
import type { Run } from '@singlora/tracking';
import { objectives, planMemory, sequenceClassification, TrainingError } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import { orInterrupted, type Context, type Outcome } from '@singlora/runner';
import type { GlueAssets } from './assets.ts';
import { examplesOf } from './examples.ts';
import { memoryLine } from './memory-line.ts';
import { sizesOf } from './records.ts';
import type { GlueRunConfig } from '@singlora/records';
import { adapterConfigOf } from '../training/adapter-config.ts';
import { trainingConfigOf } from './run-config.ts';
import { logEveryTenth } from '../training/log-every-tenth.ts';
import { trainAndScore, type Job } from './train-and-score.ts';

/** One run: a fresh adapter on the frozen model, trained, then scored on the dev rows. */
export const runGlue = (
  assets: GlueAssets,
  config: GlueRunConfig,
  run: Run,
  context: Context,
): Promise<Outcome> =>
  orInterrupted(context.signal, async () => {
    const examples = await examplesOf(assets, config);
    const model = await loadModel(assets, config, context);
    try {
      return await runOn({ assets, config, model, examples, run, context });
    } finally {
      model.dispose();
    }
  });

async function loadModel(
  { model, task }: GlueAssets,
  { objective, seed, dropout }: GlueRunConfig,
  { log, signal }: Context,
): Promise<SequenceClassifier> {
  const loaded = logEveryTenth('  Loading', 1e9, log);
  return loadSequenceClassifier(model, {
    ...(objective === 'regression' ? { outputs: 1 } : { labels: task.labels }),
    random: randomStream(seed, 'head'),
    dropout,
    signal,
    onNotice: log,
    onProgress: ({ done, total }) => loaded(model.id, done, total),
  });
}

async function runOn(frozen: Omit<Job, 'adapter' | 'training'>): Promise<Outcome> {
  const { config, model, examples, context } = frozen;
  const task = sequenceClassification({
    model,
    objective: objectives[config.objective],
    train: examples.train.examples,
  });
  const random = randomStream(config.seed, 'adapter');
  const adapter = createAdapter(model.slots, adapterConfigOf(config), random, {
    targetModules: model.defaultTargets,
    modulesToSave: model.modulesToSave,
  });
  const training = { task, config: trainingConfigOf(config) };
  const job: Job = { ...frozen, adapter, training };
  const numbers = { model: model.parameterCount, trained: adapter.trainable };
  const memory = memoryLine(planMemory(task, numbers, training.config));
  if (memory !== undefined) context.log(memory);
  try {
    return await trainAndScore(job);
  } catch (error) {
    if (!(error instanceof TrainingError && error.code === 'TRAINING_DIVERGED')) throw error;
    context.log(`  ${error.message}`);
    return { status: 'finished', summary: { ...sizesOf(job), diverged: 1 } };
  } finally {
    tf.dispose(adapter.parameters);
  }
}
