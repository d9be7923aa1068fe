import { compile, randomStream, startBackend } from '@singlora/runtime';
import { frozen } from '@singlora/core';
import { disposeState, train, wholeModel, type Draw } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { fitLinearCodec } from '../latents/fit-linear-codec.ts';
import { linearCodec } from '../latents/linear-codec.ts';
import type { Augmentation, JudgeBatch } from './batch.ts';
import { attributes } from './config.ts';
import type { JudgeModel } from './network.ts';
import { judging, type JudgingSetting } from './task.ts';
import { tinyJudge, tinySubjects } from './tiny.test.support.ts';

let model: JudgeModel;
let setting: JudgingSetting;
let augmentation: Augmentation;
beforeAll(async () => {
  await startBackend();
  model = tinyJudge();
  const subjects = tinySubjects(12);
  setting = { model, subjects, temperature: 0.2 };
  const codec = linearCodec(fitLinearCodec(subjects.flat().map(({ picture }) => picture)));
  augmentation = { codec, share: 0.5, noise: 0.5 };
});

const batchAt = (step: number, changes: Partial<JudgingSetting> = {}, batchSize = 8) => {
  const draw: Draw = (name) => randomStream(3, name, step);
  return judging({ ...setting, ...changes })
    .openBatches({ batchSize, seed: 3 })
    .at(step, draw).batch;
};
const numbers = (tensor: tf.Tensor) => [...tensor.dataSync()];
const forward = () => ({ pass: () => ({ apply: frozen(model.slots) }), seeds: {} });

describe('a batch', () => {
  test('has all views of its subjects and what is true of them', () => {
    const batch = batchAt(0);
    expect(numbers(batch.subject)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    for (const name of ['class', 'colour', 'pattern'] as const) {
      const values = numbers(batch[name]);
      for (const i of [0, 2, 4, 6]) expect(values[i]).toBe(values[i + 1]);
    }
    const pixels = numbers(batch.pixels);
    const shown = setting.subjects
      .flat()
      .find(({ picture }) =>
        picture.pixels.every((value, i) => Math.abs(pixels[i]! - (value / 127.5 - 1)) < 1e-5),
      )!;
    const { labels } = model.settings;
    const told = attributes.map((name) => labels[name][numbers(batch[name])[0]!]);
    const { subject, scene } = shown;
    expect(told).toEqual([subject.class, scene, subject.colour, subject.pattern]);
  });

  test('is made imperfect as often as asked, by the step alone', () => {
    const all = batchAt(1, {}, 24);
    const some = batchAt(1, { augmentation }, 24);
    expect(numbers(batchAt(1, { augmentation }, 24).pixels)).toEqual(numbers(some.pixels));
    const errors = numbers(tf.mean(tf.squaredDifference(all.pixels, some.pixels), [1, 2, 3]));
    const changed = errors.filter((error) => error > 1e-6).length;
    expect(changed).toBeGreaterThan(5);
    expect(changed).toBeLessThan(19);
  });

  test.each([3, 2])('of %d pictures has no two whole subjects', (batchSize) => {
    expect(() => batchAt(0, {}, batchSize)).toThrow(`${batchSize} pictures`);
  });
});

test('the loss is the same in a recorded graph', () => {
  const task = judging(setting);
  const run = compile((batch: JudgeBatch) => ({ loss: task.loss(batch, forward()) }));
  for (const step of [0, 1]) {
    const batch = batchAt(step);
    const eager = task.loss(batch, forward()).dataSync()[0]!;
    expect(run(batch).loss.dataSync()[0]).toBeCloseTo(eager, 4);
    expect(eager).toBeGreaterThan(7);
  }
  run.dispose();
});

test('it learns, and dev tells loss and accuracies', async () => {
  const scores: Record<string, number>[] = [];
  const dev = setting.subjects;
  const { state } = await train({
    task: judging({ ...setting, dev }),
    trainable: wholeModel(model),
    config: {
      maxSteps: 121,
      batchSize: 8,
      optimiser: { learningRate: 0.01, betas: [0.9, 0.99], epsilon: 1e-8, weightDecay: 0 },
      schedule: 'cosine',
      warmupSteps: 0,
      maxGradNorm: 5,
      evaluateEvery: 40,
      seed: 1,
    },
    onEvaluate: (report) => void scores.push({ ...report.scores }),
  });
  disposeState(state);
  const [first, , last] = scores;
  expect(Object.keys(last!).sort()).toEqual(['loss', ...attributes].sort());
  expect(last!['loss']).toBeLessThan(0.8 * first!['loss']!);
  expect(last!['class']).toBeGreaterThan(0.3);
  for (const name of attributes) expect(last![name]).toBeLessThanOrEqual(1);
});

test('the fingerprint changes with what is learned, and with nothing else', () => {
  const of = (changes: Partial<JudgingSetting> = {}) =>
    judging({ ...setting, ...changes }).fingerprint();
  const others: Partial<JudgingSetting>[] = [
    { subjects: setting.subjects.slice(1) },
    { temperature: 0.3 },
    { augmentation },
    { augmentation: { ...augmentation, noise: 0.1 } },
  ];
  const all = [of(), ...others.map(of)];
  expect(new Set(all).size).toBe(all.length);
  expect(of({ dev: setting.subjects })).toBe(of());
});

test.each([1, 3])('subjects with %d views beside others of 2 are refused', (views) => {
  const subjects = [...setting.subjects, ...tinySubjects(1, 'odd', views)];
  expect(() => judging({ ...setting, subjects })).toThrow('at least 2 views');
});
