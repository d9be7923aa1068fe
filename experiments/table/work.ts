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
import { stepCount } from '../glue/run-config.ts';

/** The work of a run in GFLOP: in training, and in total. */
export interface Work {
  readonly train: number;
  readonly all: number;
}

/**
 * The work of a language model with this many parameters in products: 2 operations per parameter and token in the forward pass, and as
 * many in the backward pass, since frozen weights have no gradient. Every row counts with the maximum length, so this is an upper bound.
 */
export function languageWork(config: GlueRunConfig, parameters: number): Work {
  const { splits } = tasks[config.task as TaskName];
  const rows = typeof config.trainRows === 'number' ? config.trainRows : (splits.train.rows ?? 0);
  const perToken = (2 * parameters) / 1e9;
  const train = 2 * perToken * stepCount(config, rows) * config.batchSize * config.maxLength;
  const scored =
    config.purpose === 'trial'
      ? (config.search?.holdoutRows ?? 0)
      : splits.dev.reduce((sum, { rows: own = 0 }) => sum + own, 0);
  return { train, all: train + perToken * scored * config.maxLength };
}

/** The work of one forward pass of Stable Diffusion's U-Net at 512 pixels, in GFLOP: 339 G multiply–adds. */
const denoiserGflop = 678;
const usualPrompts = 25;

/**
 * The work of a run of pictures: a step runs the denoiser's forward pass, its recomputation and its
 * backward pass; drawing runs the forward pass twice per step, for guidance.
 */
export function pictureWork({ training, drawing, resolution }: DreamBoothRunConfig): Work {
  const forwards = denoiserGflop * (resolution === 'own' ? 1 : (resolution / 512) ** 2);
  const train = training ? 3 * forwards * training.steps * training.batchSize : 0;
  const { prompts, perPrompt, ofClass, steps } = drawing;
  const pictures = (prompts === 'all' ? usualPrompts : prompts) * perPrompt + ofClass;
  return { train, all: train + 2 * forwards * steps * pictures };
}

/** The speed of work in GFLOP/s, and its source in words. */
interface Pace {
  readonly gflops: number;
  readonly by: string;
}

/** The speed from the durations of this table's finished runs; undefined without any. */
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

/** The speed from large matrix products measured here, scaled by the share of such speed in a recorded training step. */
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

/** The maximum speed of large matrix products on this machine, in GFLOP/s. */
function productGflops(): number {
  const side = 1024;
  return tf.tidy(() => {
    const x = tf.ones<tf.Rank.R2>([side, side]);
    const times = Array.from({ length: 5 }, () => {
      const started = performance.now();
      // Reads the result, so that a GPU has finished.
      tf.tidy(() => tf.slice(tf.matMul(x, x), [0, 0], [1, 1])).dataSync();
      return (performance.now() - started) / 1000;
    });
    return (2 * side ** 3) / 1e9 / Math.min(...times);
  });
}
