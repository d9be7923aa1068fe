import { setImmediate } from 'node:timers/promises';
import { compile } from '@singlora/compile';
import type { Adapter } from '@singlora/core';
import { advance, inputsOf, scalarsAt } from './advance.ts';
import { epochPlanner, type PlannedBatch } from './batch-plan.ts';
import { createBatchLoader } from './batches.ts';
import { openCheckpoints } from './checkpoint.ts';
import type { Classifier } from './classifier.ts';
import { checkConfig, countSteps, type TrainingConfig } from './config.ts';
import { checkExamples, type Example } from './examples.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Objective } from './objective.ts';
import { recordLengths } from './record.ts';
import { savePace } from './save-pace.ts';
import { disposeState, initialState, type TrainState } from './state.ts';
import { createStep } from './step.ts';

export interface TrainingJob {
  model: Classifier;
  /** its initial parameters are left as they are */
  adapter: Adapter;
  objective: Objective;
  config: TrainingConfig;
  train: readonly Example[];
  /** once, before the first step; `step` > 0: resumed after that many steps */
  onStart?(start: TrainingStart): void | Promise<void>;
  onStep?(report: StepReport): void;
  /**
   * Every `config.evaluateEvery` steps, but not at the end. A run that resumes at such a step
   * evaluates it again. May throw the signal's reason once that is aborted.
   */
  onEvaluate?(state: TrainState): Promise<void>;
  /** aborted: stops before the next step, saves, and returns 'interrupted' */
  signal?: AbortSignal;
  /** a checkpoint of the same run is gone on from; one is always saved when training ends or stops */
  checkpoint?: TrainingCheckpoint;
}

export interface TrainingCheckpoint {
  folder: string;
  /** seconds between two saves while training, more where saving takes over 1 % of them */
  every?: number | undefined;
  /** before each save, for what has to be kept by then, such as the metrics up to its step */
  onSave?: () => Promise<void>;
  /** such as that a damaged checkpoint was passed over */
  onNotice?: (line: string) => void;
}

export interface TrainingStart {
  step: number;
  totalSteps: number;
  stepsPerEpoch: number;
}

export interface StepReport {
  /** completed steps, this one included; of `totalSteps` */
  step: number;
  totalSteps: number;
  /** from 0 */
  epoch: number;
  loss: number;
  /** before clipping */
  gradNorm: number;
  learningRate: number;
  u: number;
  examples: number;
  seconds: number;
}

export interface TrainResult {
  outcome: 'finished' | 'interrupted';
  /** the caller's to dispose of, with `disposeState` */
  state: TrainState;
  steps: number;
  /** in steps alone, over all sittings */
  seconds: number;
}

/**
 * Trains the adapter. Deterministic: the order of the rows, the dropout masks, the rates and the
 * ramp are functions of the configuration and the step number, so an interrupted and resumed run
 * equals an uninterrupted one bit for bit.
 *
 * @throws TrainingError TRAINING_BAD_CONFIG, TRAINING_NO_EXAMPLES, TRAINING_BAD_EXAMPLE,
 * TRAINING_DIVERGED, TRAINING_CHECKPOINT_CORRUPT, TRAINING_CHECKPOINT_MISMATCH
 */
export async function train(job: TrainingJob): Promise<TrainResult> {
  const { model, adapter, objective, config, signal } = job;
  checkConfig(config);
  checkExamples(job.train, model.config, objective);
  const counts = countSteps(config, job.train.length);
  const { stepsPerEpoch, totalSteps } = counts;
  const checkpoints =
    job.checkpoint &&
    openCheckpoints(job.checkpoint.folder, {
      fingerprint: fingerprintOf(config, objective, adapter, job.train),
      totalSteps,
      onNotice: job.checkpoint.onNotice,
    });
  const pace = savePace(job.checkpoint?.every);
  const lengths = job.train.map(({ ids }) => ids.length);
  const { batchSize, seed } = config;
  const { maxPositions } = model.config;
  const planOf = epochPlanner(lengths, { batchSize, maxPositions, seed });
  const loader = createBatchLoader(job.train, batchSize, objective);
  const takeStep = compile(createStep(model, adapter, objective, config), { uniform: true });

  let state = (await checkpoints?.load()) ?? initialState(adapter);
  let savedAt = state.step;
  const save = async () => {
    await pace.measure(async () => {
      await job.checkpoint?.onSave?.();
      await checkpoints?.save(state);
    });
    savedAt = state.step;
  };

  try {
    await job.onStart?.({ step: state.step, ...counts });
    if (state.step < totalSteps) {
      const scalars = scalarsAt(config, adapter, state.step, totalSteps);
      recordLengths(takeStep, batchSize, objective, (batch) => inputsOf(state, batch, scalars));
    }
    while (state.step < totalSteps) {
      await setImmediate(); // lets signals and timers in
      if (job.onEvaluate && isDue(config.evaluateEvery, state.step)) {
        await unlessAborted(job.onEvaluate(state), signal);
      }
      if (signal?.aborted) break;

      const started = performance.now();
      const epoch = Math.floor(state.step / stepsPerEpoch);
      const planned = planOf(epoch)[state.step % stepsPerEpoch] as PlannedBatch;
      const scalars = scalarsAt(config, adapter, state.step, totalSteps);
      const { next, gradNorm } = advance(takeStep, state, loader.load(planned), scalars);
      disposeState(state);
      state = next;
      const seconds = (performance.now() - started) / 1000;
      state.seconds += seconds;

      const { step, loss } = next;
      const { learningRate, u } = scalars;
      const examples = planned.rows.length;
      job.onStep?.({ step, totalSteps, epoch, loss, gradNorm, learningRate, u, examples, seconds });
      if (pace.isDue()) await save();
    }
    if (savedAt !== state.step) await save();
  } catch (error) {
    disposeState(state);
    throw error;
  } finally {
    loader.dispose();
    takeStep.dispose();
  }
  const { step: steps, seconds } = state;
  return { outcome: steps < totalSteps ? 'interrupted' : 'finished', state, steps, seconds };
}

function isDue(every: number | undefined, step: number): boolean {
  return every !== undefined && step > 0 && step % every === 0;
}

/** Waits for work that may reject because of the abort, which the loop then sees for itself. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}
