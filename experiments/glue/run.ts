import { join } from 'node:path';
import { createAdapter, rampAt, saveAdapter, type Adapter } from '@singlora/core';
import { selectRows, tokenizeOnce } from '@singlora/glue';
import { loadSequenceClassifier, type SequenceClassifier } from '@singlora/models';
import { memoryUse, randomStream } from '@singlora/runtime';
import type { Run } from '@singlora/tracking';
import {
  createProgress,
  disposeState,
  evaluate,
  train,
  type Evaluation,
  type Example,
  type TrainResult,
} from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import type { Outcome } from '@singlora/runner';
import { predictionLines, summarize } from './records.ts';
import { adapterConfigOf, trainingConfigOf, type GlueRunConfig } from './run-config.ts';
import type { GlueAssets } from './session.ts';

/** Everything one run works with. */
interface Job {
  readonly config: GlueRunConfig;
  readonly model: SequenceClassifier;
  readonly adapter: Adapter;
  readonly train: readonly Example[];
  readonly dev: readonly Example[];
  readonly run: Run;
  readonly signal: AbortSignal;
}

/** One run: a fresh adapter on the frozen model, trained, then scored on the dev rows. */
export async function runGlue(
  assets: GlueAssets,
  config: GlueRunConfig,
  run: Run,
  signal: AbortSignal,
): Promise<Outcome> {
  const examples = await examplesOf(assets, config);
  const model = await loadSequenceClassifier(assets.model, {
    outputs: assets.task.labels.length,
    random: randomStream(config.seed, 'head'),
    dropout: config.dropout,
  });
  const random = randomStream(config.seed, 'adapter');
  const adapter = createAdapter(model.slots, adapterConfigOf(config), random, {
    targetModules: model.defaultTargets,
    modulesToSave: model.modulesToSave,
  });
  const job: Job = { config, model, adapter, ...examples, run, signal };
  try {
    const trained = await trainAdapter(job);
    try {
      if (trained.outcome === 'interrupted') return { status: 'interrupted' };
      const scored = await scoreAdapter(job, trained);
      await run.artifact('predictions.jsonl', predictionLines(assets.task, job.dev, scored));
      await saveAdapter(join(run.folder, 'adapter'), adapter, {
        parameters: trained.state.parameters,
        u: rampReached(adapter, trained),
        baseModel: assets.model.id,
      });
      return { status: 'finished', summary: summarize(job, trained, scored) };
    } catch (error) {
      if (signal.aborted) return { status: 'interrupted' };
      throw error;
    } finally {
      disposeState(trained.state);
    }
  } finally {
    tf.dispose(adapter.parameters);
    model.dispose();
  }
}

/** The rows of both splits as tokens. A sample depends on its size alone, so that every seed and method sees the same rows. */
async function examplesOf({ rows, tokenizer, tokens }: GlueAssets, config: GlueRunConfig) {
  const { maxLength } = config;
  const examples = (split: 'train' | 'dev', count: number | 'all') => {
    const random = randomStream(0, 'rows', split);
    const chosen = count === 'all' ? rows[split] : selectRows(rows[split], count, random);
    return tokenizeOnce(chosen, tokenizer, { ...tokens, maxLength });
  };
  return {
    train: await examples('train', config.trainRows),
    dev: await examples('dev', config.evalRows),
  };
}

async function trainAdapter({ run, config, ...job }: Job): Promise<TrainResult> {
  let progress: ReturnType<typeof createProgress> | undefined;
  let seen = 0;
  try {
    return await train({
      ...job,
      config: trainingConfigOf(config),
      checkpoint: { folder: join(run.folder, 'checkpoint') },
      async onStart({ step, totalSteps }) {
        await run.truncateAfter(step);
        progress = createProgress({ label: '  train', total: totalSteps, initial: step });
      },
      onStep({ step, loss, learningRate, examples, seconds }) {
        seen += examples;
        progress?.update({ done: step, examples: seen, loss });
        const memory = memoryUse();
        run.log(step, {
          'train/loss': loss,
          'train/learning_rate': learningRate,
          'train/examples_per_second': examples / seconds,
          'memory/tensors': memory.tensors,
          'memory/rss_bytes': memory.rssBytes,
        });
      },
    });
  } finally {
    progress?.end();
  }
}

/** The ramp's value at the end of training. */
function rampReached(adapter: Adapter, { steps }: TrainResult): number {
  return rampAt(adapter.config, steps, steps);
}

async function scoreAdapter(job: Job, trained: TrainResult): Promise<Evaluation> {
  const { model, adapter, dev, signal, run } = job;
  const progress = createProgress({ label: '  score', total: dev.length });
  try {
    const scored = await evaluate({
      model,
      adapter,
      parameters: trained.state.parameters,
      u: rampReached(adapter, trained),
      examples: dev,
      batchSize: 64,
      signal,
      onProgress: ({ done }) => progress.update({ done, examples: done }),
    });
    run.log(trained.steps, { 'eval/loss': scored.loss });
    return scored;
  } finally {
    progress.end();
  }
}
