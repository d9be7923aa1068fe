import { readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { FormatError } from '@singlora/core/formats';
import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { metrics } from '@singlora/statistics';
import type { Batch } from './classification/batches.ts';
import type { Classifier } from './classification/classifier.ts';
import { evaluate } from './classification/evaluate.ts';
import { classification, regression } from './classification/objective.ts';
import { sequenceClassification } from './classification/task.ts';
import { tiny, tinyConfig, tinyExamples } from './classification/tiny.test.support.ts';
import { disposeState, flatten, type TrainState } from './state.ts';
import type { Task } from './task.ts';
import { train, type StepReport, type TrainingJob } from './train.ts';

const folder = folderForEachTest();
beforeAll(() => startBackend());

const examples = tinyExamples(45);
const objective = classification;
const taskOf = (model: Classifier, train = examples) =>
  sequenceClassification({ model, objective, train });
const tensorsOf = (state: TrainState) =>
  Object.fromEntries(Object.entries(flatten(state)).map(([name, t]) => [name, [...t.dataSync()]]));

/** A run with its reports; `seconds` left out, since they differ from run to run. */
async function run(job: Omit<TrainingJob<Batch>, 'onStep'>, onStep?: (report: StepReport) => void) {
  const reports: Omit<StepReport, 'seconds'>[] = [];
  const result = await train({
    ...job,
    onStep: (report) => {
      const { seconds, ...rest } = report;
      expect(seconds).toBeGreaterThan(0);
      reports.push(rest);
      onStep?.(report);
    },
  });
  const tensors = tensorsOf(result.state);
  disposeState(result.state);
  return { outcome: result.outcome, steps: result.steps, tensors, reports };
}

describe('train', () => {
  test('the first step moves what has a gradient by the learning rate, as Adam’s corrections are for', async () => {
    const { model, adapter } = tiny({ method: 'lora' });
    const { optimiser } = tinyConfig();
    const config = tinyConfig({
      optimiser: { ...optimiser, weightDecay: 0 },
      maxSteps: 1,
      warmupSteps: 0,
    });
    const { state } = await train({ task: taskOf(model), trainable: adapter, config });
    const names = Object.keys(state.parameters).filter((name) => name.endsWith('.lora_B'));
    expect(names).toHaveLength(2);
    for (const name of names)
      for (const value of state.parameters[name]!.dataSync())
        // from 0
        expect(Math.abs(value) / optimiser.learningRate).toBeCloseTo(1, 3);
    disposeState(state);
  });

  test('evaluations are of the averages, of whose first values little is kept', async () => {
    const { model, adapter } = tiny({ method: 'lora' });
    const seen: number[] = [];
    const evaluate: Task['evaluate'] = ({ parameters }) => {
      seen.push(...parameters['encoder.1.dense.lora_B']!.dataSync());
      return Promise.resolve({});
    };
    const { optimiser } = tinyConfig();
    const config = tinyConfig({
      optimiser: { ...optimiser, weightDecay: 0 },
      maxSteps: 2,
      warmupSteps: 0,
      averageDecay: 0.9,
      evaluateEvery: 1,
    });
    const task = { ...taskOf(model), evaluate };
    disposeState((await train({ task, trainable: adapter, config })).state);
    // In step 1 the average keeps 2/11 of its value 0, and Adam moves by the learning rate.
    for (const value of seen)
      expect(Math.abs(value) / optimiser.learningRate).toBeCloseTo(9 / 11, 3);
    expect(seen.length).toBeGreaterThan(0);
  });

  test('every step draws anew, the same in another run', async () => {
    const drawn = async () => {
      const { model, adapter } = tiny();
      const task = taskOf(model);
      const seeds: string[] = [];
      const openBatches: typeof task.openBatches = (config) => {
        const batches = task.openBatches(config);
        return {
          ...batches,
          at: (step, draw) => {
            seeds.push(draw('noise').seed().join());
            return batches.at(step, draw);
          },
        };
      };
      const config = tinyConfig({ maxSteps: 4 });
      const { state } = await train({ task: { ...task, openBatches }, trainable: adapter, config });
      disposeState(state);
      return seeds;
    };
    const seeds = await drawn();
    expect(new Set(seeds).size).toBe(4);
    expect(await drawn()).toEqual(seeds);
  });

  test.each(['lora', 'singlora'])('%s learns the task', async (method) => {
    const { model, adapter } = tiny({ method });
    const config = tinyConfig({ epochs: 20 });
    const { state, outcome } = await train({ task: taskOf(model), trainable: adapter, config });
    expect(outcome).toBe('finished');
    const score = async (parameters: TrainState['parameters']) => {
      const job = {
        model,
        trainable: adapter,
        objective,
        parameters,
        u: 1,
        examples,
        batchSize: 16,
      };
      const { predictions } = await evaluate(job);
      return metrics.accuracy(
        predictions,
        examples.map(({ label }) => label),
      );
    };
    expect(await score(state.parameters)).toBeGreaterThan(0.9);
    expect(await score(adapter.parameters)).toBeLessThan(0.7);
  });

  test('learns real targets', async () => {
    const { model, adapter } = tiny({ method: 'singlora', outputs: 1 });
    const rated = examples.map((example) => ({ ...example, label: 1.25 * example.label - 0.5 }));
    const task = sequenceClassification({ model, objective: regression, train: rated });
    const config = tinyConfig({ epochs: 20 });
    const { state } = await train({ task, trainable: adapter, config });
    const score = async (parameters: TrainState['parameters']) => {
      const { loss, predictions } = await evaluate({
        model,
        trainable: adapter,
        objective: regression,
        parameters,
        u: 1,
        examples: rated,
        batchSize: 16,
      });
      const errors = rated.map(({ label }, row) => (predictions[row]! - label) ** 2);
      const mean = errors.reduce((sum, square) => sum + square) / rated.length;
      expect(loss).toBeCloseTo(mean, 5);
      return loss;
    };
    expect(await score(state.parameters)).toBeLessThan(0.3 * (await score(adapter.parameters)));
  });

  test('reports every step with its rate, ramp and rows', async () => {
    const { model, adapter } = tiny({
      method: 'singlora',
      settings: { ramp: { steps: 4 } },
    });
    const config = tinyConfig({ warmupSteps: 0 });
    const { reports } = await run({ task: taskOf(model), trainable: adapter, config });
    expect(reports.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(reports.slice(0, 5).map(({ u }) => u)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(reports[0]!.learningRate).toBe(0.02);
    expect(reports[11]!.learningRate).toBeCloseTo(0.02 / 12);
    const perEpoch = reports.slice(0, 6).reduce((sum, report) => sum + report.examples, 0);
    expect(perEpoch).toBe(45);
  });

  describe('resumed after', () => {
    let job: TrainingJob<Batch>;
    beforeAll(() => {
      const { model, adapter } = tiny({ method: 'singlora', dropout: 0.2 });
      job = { task: taskOf(model), trainable: adapter, config: tinyConfig() };
    });

    test('an abort, equals the uninterrupted run bit for bit', async () => {
      const whole = await run(job);
      const controller = new AbortController();
      const checkpoint = { folder };
      const first = await run({ ...job, checkpoint, signal: controller.signal }, ({ step }) => {
        if (step === 7) controller.abort();
      });
      expect([first.outcome, first.steps]).toEqual(['interrupted', 7]);
      const second = await run({ ...job, checkpoint });
      expect([second.outcome, second.steps]).toEqual(['finished', 12]);
      expect([...first.reports, ...second.reports]).toEqual(whole.reports);
      expect(second.tensors).toEqual(whole.tensors);
    });

    test('crashes, goes on from the last checkpoints and equals it too, whatever they lost', async () => {
      const whole = await run(job);
      const recorded = new Map<number, object>();
      /** Reports are buffered, like metric rows, and lost unless a save includes them. */
      const sitting = async (crashAt: number) => {
        const waiting: Omit<StepReport, 'seconds'>[] = [];
        const keep = () => waiting.splice(0).forEach((report) => recorded.set(report.step, report));
        const onStep = ({ seconds: _, ...report }: StepReport) => {
          if (report.step === crashAt) throw new Error('power cut');
          waiting.push(report);
        };
        let saves = 0;
        const onSave = async () => {
          if (++saves % 3 === 1) throw new FormatError('FORMAT_DISK_FULL', 'No room.');
          keep();
        };
        const checkpoint = { folder, every: 1e-9, onSave, onNotice: () => saves };
        const result = await run({ ...job, checkpoint }, onStep);
        keep();
        return result;
      };
      for (const crashAt of [3, 6, 6, 11])
        await expect(sitting(crashAt)).rejects.toThrow('power cut');
      expect(recorded.size).toBeLessThan(11);
      const last = await sitting(Infinity);
      expect(last.reports.length).toBeLessThan(12);
      expect(last.tensors).toEqual(whole.tensors);
      expect([...recorded.values()]).toEqual(whole.reports);
    });

    test('a save on the way that fails is told and tried again; the last is an error', async () => {
      const whole = await run(job);
      const notices: string[] = [];
      const onNotice = (line: string) => void notices.push(line);
      /** Fails at some of the steps, and after them. */
      const failing = (failAt: (save: number) => boolean, error: Error) => {
        let saves = 0;
        const onSave = async () => {
          if (failAt(++saves)) throw error;
        };
        return run({ ...job, checkpoint: { folder, every: 1e-9, onSave, onNotice } });
      };
      const full = new FormatError('FORMAT_DISK_FULL', 'No room.');
      const { reports, tensors } = await failing((save) => save === 4 || save === 5, full);
      expect({ reports, tensors }).toEqual({ reports: whole.reports, tensors: whole.tensors });
      expect(notices).toEqual(
        [4, 5].map((step) => expect.stringMatching(`Step ${step} could not be saved: No room.`)),
      );
      rmSync(folder, { recursive: true });
      await expect(failing((save) => save >= 12, full)).rejects.toThrow('No room.');
      rmSync(folder, { recursive: true });
      await expect(failing((save) => save === 2, new Error('a mistake'))).rejects.toThrow(
        /mistake/,
      );
    });

    test('a damaged newest checkpoint, goes on from the one before and equals it too', async () => {
      const whole = await run(job);
      for (const end of [4, 9]) {
        const controller = new AbortController();
        await run({ ...job, checkpoint: { folder }, signal: controller.signal }, ({ step }) => {
          if (step === end) controller.abort();
        });
      }
      const newest = readdirSync(folder).find((name) => name.startsWith('state-9-'))!;
      truncateSync(join(folder, newest), 50);
      const notices: string[] = [];
      const onNotice = (line: string) => void notices.push(line);
      const last = await run({ ...job, checkpoint: { folder, onNotice } });
      expect(last.reports).toEqual(whole.reports.slice(4));
      expect(last.tensors).toEqual(whole.tensors);
      expect(notices).toHaveLength(1);
    });

    test('the end, has nothing left to do', async () => {
      const first = await run({ ...job, checkpoint: { folder } });
      const starts: number[] = [];
      const again = await run({
        ...job,
        checkpoint: { folder },
        onStart: ({ step }) => void starts.push(step),
      });
      expect(starts).toEqual([12]);
      expect(again.reports).toEqual([]);
      expect(again.tensors).toEqual(first.tensors);
    });
  });

  test.each(['lora', 'singlora', 'dora'])(
    '%s runs at tiny lengths only, outside of its graph',
    async (method) => {
      const { model, adapter } = tiny({ method, dropout: 0.2 });
      const lengths: number[] = [];
      const watched: Classifier = {
        ...model,
        logits: (batch, pass) => {
          lengths.push(batch.inputIds.shape[1]);
          return model.logits(batch, pass);
        },
      };
      await run({ task: taskOf(watched), trainable: adapter, config: tinyConfig() });
      expect(lengths).toEqual([2, 2, 4, 4, 6, 6]); // two halves each
    },
  );

  test('an abort from outside is seen between two steps, without any callback', async () => {
    const { model, adapter } = tiny();
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    const config = tinyConfig({ epochs: 100_000 });
    const result = await train({
      task: taskOf(model),
      trainable: adapter,
      config,
      signal: controller.signal,
    });
    expect(result.outcome).toBe('interrupted');
    disposeState(result.state);
  });

  describe('evaluation', () => {
    const config = tinyConfig({ evaluateEvery: 4 });
    const jobOf = (evaluate: NonNullable<Task['evaluate']>) => {
      const { model, adapter } = tiny();
      return { task: { ...taskOf(model), evaluate }, trainable: adapter, config };
    };

    test("comes on time, not at the end, with the task's scores", async () => {
      const reports: object[] = [];
      const job = jobOf(async () => ({ earlier: reports.length }));
      await run({ ...job, onEvaluate: (report) => void reports.push(report) });
      expect(reports).toMatchObject([
        { step: 4, scores: { earlier: 0 } },
        { step: 8, scores: { earlier: 1 } },
      ]);
    });

    test('aborted, interrupts, and the resumed run evaluates that step', async () => {
      const controller = new AbortController();
      const aborting = jobOf(async () => {
        controller.abort();
        controller.signal.throwIfAborted();
        return {};
      });
      const checkpoint = { folder };
      const first = await run({ ...aborting, checkpoint, signal: controller.signal });
      expect([first.outcome, first.steps]).toEqual(['interrupted', 4]);
      const steps: number[] = [];
      await run({
        ...jobOf(async () => ({})),
        checkpoint,
        onEvaluate: ({ step }) => void steps.push(step),
      });
      expect(steps).toEqual([4, 8]);
    });

    test('failing, fails the run', async () => {
      const job = jobOf(() => Promise.reject(new Error('no disk')));
      await expect(train(job)).rejects.toThrow('no disk');
    });
  });

  test('divergence is an error that names the step and the rate', async () => {
    const { model, adapter } = tiny();
    const optimiser = { ...tinyConfig().optimiser, learningRate: 1e30 };
    const config = tinyConfig({ optimiser, maxGradNorm: 0, schedule: 'constant' });
    await expect(train({ task: taskOf(model), trainable: adapter, config })).rejects.toThrowError(
      expect.objectContaining({
        code: 'TRAINING_DIVERGED',
        message: expect.stringMatching(/at step \d: .*learning rate 1\.00e\+30/),
      }),
    );
  });

  test('so is a gradient that is not finite, though the loss is', async () => {
    const { model, adapter } = tiny();
    const task = taskOf(model);
    /** The length of B, 0 with no slope there, is added. */
    const loss: typeof task.loss = (batch, forward) => {
      const { 'encoder.1.dense.lora_B': b } = forward.pass().trained!;
      return tf.add(task.loss(batch, forward), tf.sqrt(tf.sum(tf.square(b!))));
    };
    const job = { task: { ...task, loss }, trainable: adapter, config: tinyConfig() };
    await expect(train(job)).rejects.toThrowError(
      expect.objectContaining({
        code: 'TRAINING_DIVERGED',
        message: expect.stringContaining('at step 1:'),
      }),
    );
  });

  test('its seconds are those of its steps, all of them', async () => {
    const { model, adapter } = tiny();
    let sum = 0;
    const { state, seconds } = await train({
      task: taskOf(model),
      trainable: adapter,
      config: tinyConfig({ maxSteps: 4 }),
      onStep: (report) => void (sum += report.seconds),
    });
    disposeState(state);
    expect(seconds).toBeCloseTo(sum, 9);
  });

  test.each([
    ['no rows', [], 'TRAINING_NO_EXAMPLES', 'empty'],
    ['a label outside', [{ ...examples[0]!, label: 3 }], 'TRAINING_BAD_EXAMPLE', '0 to 2'],
    ['a label between', [{ ...examples[0]!, label: 0.5 }], 'TRAINING_BAD_EXAMPLE', '0 to 2'],
    [
      'a row too long',
      [{ ...examples[0]!, ids: new Int32Array(65) }],
      'TRAINING_BAD_EXAMPLE',
      '65 tokens',
    ],
    [
      'no tokens',
      [{ ...examples[0]!, ids: new Int32Array() }],
      'TRAINING_BAD_EXAMPLE',
      'no tokens',
    ],
  ])('refuses %s', async (_, rows, code, words) => {
    expect(() => taskOf(tiny().model, rows)).toThrowError(
      expect.objectContaining({ code, message: expect.stringContaining(words) }),
    );
  });

  test.each([
    ['a label that is no number', 1, NaN, 'finite'],
    ['a model of several outputs', 3, 0.5, 'this one has 3'],
  ])('a regression refuses %s', async (_, outputs, label, words) => {
    const { model } = tiny({ outputs });
    const rows = [{ ...examples[0]!, label }];
    const setting = { model, objective: regression, train: rows };
    expect(() => sequenceClassification(setting)).toThrowError(
      expect.objectContaining({
        code: 'TRAINING_BAD_EXAMPLE',
        message: expect.stringContaining(words),
      }),
    );
  });

  describe('tensors', () => {
    test('are as many after each step', async () => {
      const { model, adapter } = tiny({ method: 'singlora', dropout: 0.1 });
      const counts: number[] = [];
      const before = tf.memory().numTensors;
      await run(
        { task: taskOf(model), trainable: adapter, config: tinyConfig({ epochs: 10 }) },
        () => {
          counts.push(tf.memory().numTensors);
        },
      );
      expect(counts).toHaveLength(60);
      expect(new Set(counts).size).toBe(1);
      expect(tf.memory().numTensors).toBe(before);
    });

    test.each(['abort', 'error', 'divergence'])('none is left after an %s', async (way) => {
      const { model, adapter } = tiny();
      const controller = new AbortController();
      const rate = way === 'divergence' ? 1e30 : 0.01;
      const optimiser = { ...tinyConfig().optimiser, learningRate: rate };
      const config = tinyConfig({ optimiser, maxGradNorm: 0 });
      const job = { task: taskOf(model), trainable: adapter, config, signal: controller.signal };
      const before = tf.memory().numTensors;
      const outcome = await run(job, () => {
        if (way === 'abort') controller.abort();
        if (way === 'error') throw new Error('full disk');
      }).then(
        ({ outcome }) => outcome as string,
        (error: Error) => error.message,
      );
      const expected = { abort: 'interrupted', error: 'full disk', divergence: 'diverged' }[way];
      expect(outcome).toContain(expected);
      expect(tf.memory().numTensors).toBe(before);
    });
  });
});
