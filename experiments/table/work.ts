import { readFileSync } from 'node:fs';
import {
  benchRecord,
  tasks,
  type DreamBoothRunConfig,
  type GlueRunConfig,
  type RecordOf,
  type TaskName,
} from '@singlora/records';
import { median } from '@singlora/statistics';
import type { RunRecord } from '@singlora/tracking';
import * as tf from '@tensorflow/tfjs-core';
import { stepsOf } from '../glue/run-config.ts';

/** The work of a run, in GFLOP: in training, and in all. */
export interface Work {
  readonly train: number;
  readonly all: number;
}

/**
 * The work of a language model with so many parameters that multiply: 2 operations a parameter and token forwards, and as many
 * backwards, since frozen weights have no gradient. Every row counts as the longest that is read, so this is the most it can be.
 */
export function languageWork(config: GlueRunConfig, parameters: number): Work {
  const { splits } = tasks[config.task as TaskName];
  const rows = typeof config.trainRows === 'number' ? config.trainRows : (splits.train.rows ?? 0);
  const perToken = (2 * parameters) / 1e9;
  const train = 2 * perToken * stepsOf(config, rows) * config.batchSize * config.maxLength;
  const scored =
    config.purpose === 'trial'
      ? (config.search?.holdoutRows ?? 0)
      : splits.dev.reduce((sum, { rows: own = 0 }) => sum + own, 0);
  return { train, all: train + perToken * scored * config.maxLength };
}

/** The work of Stable Diffusion's U-Net at 512 pixels, forwards, in GFLOP: 339 G multiplications and additions. */
const denoiserGflop = 678;
const usualPrompts = 25;

/**
 * The work of a run of pictures: a step runs the denoiser forwards, again to recompute, and backwards; drawing runs it twice a step,
 * for guidance.
 */
export function pictureWork({ training, drawing, resolution }: DreamBoothRunConfig): Work {
  const forwards = denoiserGflop * (resolution === 'own' ? 1 : (resolution / 512) ** 2);
  const train = training ? 3 * forwards * training.steps * training.batchSize : 0;
  const { prompts, perPrompt, ofClass, steps } = drawing;
  const pictures = (prompts === 'all' ? usualPrompts : prompts) * perPrompt + ofClass;
  return { train, all: train + 2 * forwards * steps * pictures };
}

/** The speed of work, in GFLOP/s, and its source in words. */
interface Pace {
  readonly gflops: number;
  readonly by: string;
}

/** The speed by the times of a table's finished runs here; undefined where there is none. */
export function recordedPace(
  finished: readonly RunRecord[],
  workOf: (record: RunRecord) => Work,
): Pace | undefined {
  const timed = finished.filter(({ summary }) => (summary['trainSeconds'] ?? 0) > 0);
  if (timed.length === 0) return undefined;
  const sum = (of: (record: RunRecord) => number) =>
    timed.reduce((total, record) => total + of(record), 0);
  return {
    gflops: sum((one) => workOf(one).train) / sum(({ summary }) => summary['trainSeconds'] ?? 0),
    by: `by the ${timed.length} runs of this table that are recorded`,
  };
}

type StepRecord = RecordOf<'step'>;
const recordFile = 'results/bench/roberta-base-16x64.json';

/** The speed by large products measured here, and by the share of their speed that a recorded training step reached. */
export function measuredPace(): Pace {
  const file = new URL(`../../${recordFile}`, import.meta.url);
  const { cases, peakGflops } = benchRecord.parse(
    JSON.parse(readFileSync(file, 'utf8')),
  ) as StepRecord;
  const { gflop = NaN, milliseconds = [] } = { ...cases[0]?.measured[0] };
  const reached = gflop / (median(milliseconds.flat()) / 1000);
  const share = reached / (peakGflops?.float32 ?? NaN);
  const here = productGflops();
  return {
    gflops: here * share,
    by: `by products of matrices, ${here.toFixed(0)} GFLOP/s here, of which a training step of RoBERTa-base’s shape reached ${(100 * share).toFixed(0)} % on a CPU (${recordFile})`,
  };
}

/** The most that a product of large matrices reaches here, in GFLOP/s. */
function productGflops(): number {
  const side = 1024;
  return tf.tidy(() => {
    const x = tf.ones<tf.Rank.R2>([side, side]);
    const times = Array.from({ length: 5 }, () => {
      const started = performance.now();
      // Read, so that a GPU has finished.
      tf.tidy(() => tf.slice(tf.matMul(x, x), [0, 0], [1, 1])).dataSync();
      return (performance.now() - started) / 1000;
    });
    return (2 * side ** 3) / 1e9 / Math.min(...times);
  });
}
