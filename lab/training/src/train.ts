import { setImmediate } from 'node:timers/promises';
import { compile } from '@singlora/runtime';
import { rampAt } from '@singlora/core';
import { CodedError } from '@singlora/core/errors';
import type { NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { advance, drawAt, inputsOf, numbersAt } from './advance.ts';
import { openCheckpoints } from './checkpoint.ts';
import { checkConfig, countSteps, type TrainingConfig } from './config.ts';
import { notSaved } from './errors.ts';
import { fingerprintOf } from './fingerprint.ts';
import { recordingsFor, withTrainable, type Computation, type Recordings } from './recordings.ts';
import { disposeState, initialState, type TrainState } from './state.ts';
import { createStep } from './step.ts';
import type { Task } from './task.ts';
import type { Trainable } from './trainable.ts';

/** A task, the trainable part, and the listeners. */
export interface TrainingJob<Batch extends NamedTensors = NamedTensors> {
  task: Task<Batch>;
  /** not changed: training works on copies of its parameters */
  trainable: Trainable;
  config: TrainingConfig;
  /** the recordings of runs on the same model; without them, compiled functions end with the run */
  recordings?: Recordings | undefined;
  /** Called once, before the first step. */
  onStart?(start: TrainingStart): void | Promise<void>;
  /** Called after each step, and awaited. */
  onStep?(report: StepReport): void | Promise<void>;
  /**
   * Called with the task's scores every `config.evaluateEvery` steps, but not at the end. A run that
   * resumes at such a step evaluates it again.
   */
  onEvaluate?(report: { step: number; scores: Readonly<Record<string, number>> }): void;
  /** Once aborted, training stops before the next step, saves, and returns 'interrupted'. */
  signal?: AbortSignal;
  /** The checkpoint to save to and resume from. Training always saves when it ends or stops. */
  checkpoint?: TrainingCheckpoint;
}

/** The checkpoint's folder, and how often training saves. */
export interface TrainingCheckpoint {
  folder: string;
  /** seconds from the beginning of one save to that of the next while training; none unless given */
  every?: number | undefined;
  /** Called before each save, to write what must not be lost on resume, such as metrics. */
  onSave?: () => Promise<void>;
  /** Called for a damaged checkpoint that was skipped, and for a failed save during training that may succeed next time. */
  onNotice?: (line: string) => void;
}

/** The start of a run. */
export interface TrainingStart {
  /** the steps completed before a resume; else 0 */
  step: number;
  totalSteps: number;
}

/** The report on a completed step. */
export interface StepReport {
  /** completed steps, this one included; of `totalSteps` */
  step: number;
  totalSteps: number;
  loss: number;
  /** the global norm of the gradients before clipping */
  gradNorm: number;
  learningRate: number;
  /** the ramp's value */
  u: number;
  /** the number of examples in the batch */
  examples: number;
  seconds: number;
}

/** The result of training. */
export interface TrainResult {
  outcome: 'finished' | 'interrupted';
  /** owned by the caller, who frees it with `disposeState` */
  state: TrainState;
  steps: number;
  /** the time spent in steps, including those before a resume */
  seconds: number;
}

/**
 * Trains an adapter or a whole model. Deterministic: batches, random draws, rates and the ramp are functions of the
 * configuration and the step number, so an interrupted and resumed run equals an uninterrupted one
 * bit for bit.
 *
 * @throws TrainingError TRAINING_BAD_CONFIG, TRAINING_NO_EXAMPLES, TRAINING_BAD_BATCH,
 * TRAINING_DIVERGED, TRAINING_CHECKPOINT_CORRUPT, TRAINING_CHECKPOINT_MISMATCH
 */
export async function train<Batch extends NamedTensors>(
  job: TrainingJob<Batch>,
): Promise<TrainResult> {
  const { task, trainable, config, signal } = job;
  checkConfig(config, task);
  const totalSteps = countSteps(config, task.examples);
  const checkpoints =
    job.checkpoint &&
    openCheckpoints(job.checkpoint.folder, {
      fingerprint: fingerprintOf(config, task, trainable),
      totalSteps,
      onNotice: job.checkpoint.onNotice,
    });
  let state = (await checkpoints?.load()) ?? initialState(trainable, config);
  const batches = task.openBatches(config);
  const { samples = [] } = batches;
  const { recordings, computation, end } = recordingsFor(job.recordings, task.computation);
  const takeStep = recordings.keep(withTrainable(stepOf(computation, config), trainable), () =>
    compile(createStep(task, trainable, config), { uniform: samples.length > 0 }),
  );
  const numbers = () => numbersAt(config, trainable, task.draws, state.step, totalSteps);

  const { every = Infinity, onSave, onNotice } = job.checkpoint ?? {};
  const saved = { step: state.step, begun: performance.now() };
  const save = async () => {
    saved.begun = performance.now();
    await onSave?.();
    await checkpoints?.save(state);
    saved.step = state.step;
  };
  const saveOnTheWay = async () => {
    await save().catch((error: unknown) => {
      if (!(error instanceof CodedError && error.mayPass)) throw error;
      onNotice?.(notSaved(state.step, error));
    });
  };

  const evaluate = async () => {
    const { step, averages: parameters = state.parameters } = state;
    const u = rampAt(trainable.config, step, totalSteps);
    const scores = await task.evaluate?.({ trainable, parameters, u, recordings }, signal, step);
    if (scores) job.onEvaluate?.({ step, scores });
  };

  try {
    await job.onStart?.({ step: state.step, totalSteps });
    if (state.step < totalSteps) {
      for (const sample of samples) {
        tf.tidy(() => takeStep.record(inputsOf(state, sample(), numbers())));
      }
    }
    while (state.step < totalSteps) {
      await setImmediate(); // lets signals and timers in
      if (isDue(config.evaluateEvery, state.step)) await unlessAborted(evaluate(), signal);
      if (signal?.aborted) break;

      const started = performance.now();
      const given = numbers();
      const nextBatch = () => batches.at(state.step, drawAt(config, state.step));
      const { next, gradNorm, examples } = advance(takeStep, state, nextBatch, given);
      disposeState(state);
      state = next;
      const seconds = (performance.now() - started) / 1000;
      state.seconds += seconds;

      const { step, loss } = next;
      const { learningRate, u } = given;
      const report = { step, totalSteps, loss, gradNorm, learningRate, u, examples, seconds };
      await job.onStep?.(report);
      if (performance.now() - saved.begun >= every * 1000) await saveOnTheWay();
    }
    if (saved.step !== state.step) await save();
  } catch (error) {
    disposeState(state);
    throw error;
  } finally {
    end();
  }
  const { step: steps, seconds } = state;
  return { outcome: steps < totalSteps ? 'interrupted' : 'finished', state, steps, seconds };
}

/** A task's computation, plus the settings that are not input tensors of the step. */
function stepOf(computation: Computation, config: TrainingConfig): Computation {
  const { batchSize, microBatchSize, recompute, maxGradNorm, averageDecay } = config;
  const { betas, epsilon, weightDecay } = config.optimiser;
  const settings = { batchSize, microBatchSize, recompute, maxGradNorm, averageDecay };
  return { ...computation, by: ['step', computation.by, settings, betas, epsilon, weightDecay] };
}

function isDue(every: number | undefined, step: number): boolean {
  return every !== undefined && step > 0 && step % every === 0;
}

/** Waits for work that may reject because of the abort, which the loop checks itself. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}
