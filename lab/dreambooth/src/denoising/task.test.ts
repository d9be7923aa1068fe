import { compile, randomStream, startBackend } from '@singlora/runtime';
import { createAdapter, frozen, parseAdapterConfig } from '@singlora/core';
import { lossWeights, noiseSchedule, type Prediction } from '@singlora/models';
import { disposeState, train, wholeModel, type Draw } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { DenoisingBatch } from './batch.ts';
import type { DenoisingExample } from './example.ts';
import { denoising, type DenoisingSetting } from './task.ts';
import { randomExamples, randomUNet, scheduler, tinyShape } from './tiny.test.support.ts';

let setting: DenoisingSetting;
beforeAll(async () => {
  await startBackend();
  setting = {
    model: randomUNet(),
    scheduler: scheduler('v_prediction'),
    shape: tinyShape,
    examples: randomExamples(5, 'examples'),
  };
});

const drawAt =
  (step: number, seed = 3): Draw =>
  (name) =>
    randomStream(seed, name, step);
const batchAt = (step: number, changes: Partial<DenoisingSetting> = {}, batchSize = 4, seed = 3) =>
  denoising({ ...setting, ...changes })
    .openBatches({ batchSize, seed })
    .at(step, drawAt(step, seed)).batch;
const numbers = (tensor: tf.Tensor) => [...tensor.dataSync()];
const forward = () => ({
  pass: () => ({ apply: frozen(setting.model.slots) }),
  seeds: {},
});
const lossOf = (batch: DenoisingBatch, changes: Partial<DenoisingSetting> = {}) =>
  tf.tidy(
    () =>
      denoising({ ...setting, ...changes })
        .loss(batch, forward())
        .dataSync()[0]!,
  );

/** Each row's mean squared error, computed without tensors except for the network. */
function errorsOf({ picture, noise, timesteps, text }: DenoisingBatch, prediction: Prediction) {
  const { alphasCumprod } = noiseSchedule(setting.scheduler);
  const times = numbers(timesteps);
  const size = picture.size / times.length;
  const [x, e] = [numbers(picture), numbers(noise)];
  const mixed = (f: (x: number, e: number, signal: number, rest: number) => number) =>
    x.map((value, i) => {
      const alpha = alphasCumprod[times[Math.floor(i / size)]!]!;
      return f(value, e[i]!, Math.sqrt(alpha), Math.sqrt(1 - alpha));
    });
  const latents = tf.tensor4d(
    mixed((x, e, signal, rest) => signal * x + rest * e),
    picture.shape,
  );
  const output = numbers(
    setting.model.predict({ latents, timesteps, context: text }, forward().pass()),
  );
  const target =
    prediction === 'epsilon' ? e : mixed((x, e, signal, rest) => signal * e - rest * x);
  return times.map((_, row) => {
    const at = Array.from({ length: size }, (_, i) => row * size + i);
    return at.reduce((sum, i) => sum + (output[i]! - target[i]!) ** 2, 0) / size;
  });
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;

describe('the loss', () => {
  test.each<Prediction>(['epsilon', 'v_prediction'])('is the mean squared error of %s', (name) => {
    const batch = batchAt(0);
    const loss = lossOf(batch, { scheduler: scheduler(name) });
    expect(loss).toBeCloseTo(mean(errorsOf(batch, name)), 4);
  });

  test('adds the mean of the class times its weight, as diffusers does', () => {
    const changes = { prior: { examples: randomExamples(7, 'class'), weight: 0.3 } };
    const batch = batchAt(0, changes);
    const errors = errorsOf(batch, 'v_prediction');
    expect(errors).toHaveLength(8);
    const expected = mean(errors.slice(0, 4)) + 0.3 * mean(errors.slice(4));
    expect(lossOf(batch, changes)).toBeCloseTo(expected, 4);
  });

  test("weighs timesteps by min-SNR, the subject's alone", () => {
    const prior = { examples: randomExamples(7, 'class'), weight: 0.3 };
    const changes = { minSnrGamma: 5, prior };
    const batch = batchAt(0, changes);
    const errors = errorsOf(batch, 'v_prediction');
    const weights = lossWeights(noiseSchedule(setting.scheduler), 'v_prediction', 5);
    const times = numbers(batch.timesteps);
    const weighed = errors.slice(0, 4).map((error, i) => error * weights[times[i]!]!);
    expect(lossOf(batch, changes)).toBeCloseTo(mean(weighed) + 0.3 * mean(errors.slice(4)), 4);
  });

  test('is the same in a recorded graph', () => {
    const task = denoising(setting);
    const run = compile((batch: DenoisingBatch) => ({ loss: task.loss(batch, forward()) }));
    for (const step of [0, 1]) {
      const batch = batchAt(step);
      expect(run(batch).loss.dataSync()[0]).toBeCloseTo(lossOf(batch), 5);
    }
    run.dispose();
  });
});

describe('what is drawn', () => {
  const everything = (batch: DenoisingBatch) => Object.values(batch).map(numbers);

  test('depends on the seed and the step', () => {
    const one = everything(batchAt(2));
    expect(everything(batchAt(2))).toEqual(one);
    expect(everything(batchAt(3))).not.toEqual(one);
    expect(everything(batchAt(2, {}, 4, 4))).not.toEqual(one);
  });

  test('is the same for the subject with and without prior preservation', () => {
    const prior = { examples: randomExamples(7, 'class'), weight: 1 };
    const [alone, both] = [batchAt(1), batchAt(1, { prior })];
    for (const name of ['picture', 'noise', 'timesteps', 'text'] as const)
      expect(numbers(both[name]).slice(0, alone[name].size)).toEqual(numbers(alone[name]));
  });

  test('takes every example once before any comes again', () => {
    const { examples } = setting;
    const pictures = [0, 1, 2, 3, 4].map((step) => numbers(batchAt(step, {}, 1).picture));
    const sorted = (values: number[][]) => values.map((value) => value.join()).sort();
    expect(sorted(pictures)).toEqual(sorted(examples.map(({ latents }) => [...latents])));
  });

  test('leaves texts out as often as asked, and nothing else changes', () => {
    const dropping = { probability: 0.25, text: new Float32Array(15).fill(9) };
    const all = batchAt(0, {}, 400);
    const some = batchAt(0, { dropping }, 400);
    const texts = numbers(some.text);
    const dropped = Array.from({ length: 400 }, (_, i) => texts[15 * i] === 9);
    const share = dropped.filter(Boolean).length / 400;
    expect(share).toBeGreaterThan(0.17);
    expect(share).toBeLessThan(0.33);
    const whole = numbers(all.text);
    dropped.forEach((isDropped, i) => {
      const own = texts.slice(15 * i, 15 * (i + 1));
      expect(own).toEqual(isDropped ? own.map(() => 9) : whole.slice(15 * i, 15 * (i + 1)));
    });
    for (const name of ['picture', 'noise', 'timesteps'] as const)
      expect(numbers(some[name])).toEqual(numbers(all[name]));
  });
});

describe('training', () => {
  const config = {
    maxSteps: 30,
    batchSize: 4,
    optimiser: {
      learningRate: 5e-3,
      betas: [0.9, 0.99] as [number, number],
      epsilon: 1e-8,
      weightDecay: 0.01,
    },
    schedule: 'cosine' as const,
    warmupSteps: 0,
    maxGradNorm: 1,
    seed: 1,
  };
  test('of the whole model learns its pictures, as a dev loss with fixed noise shows', async () => {
    const plain = setting.examples.map((example, i) => ({
      ...example,
      latents: example.latents.map(() => (i % 2 === 0 ? 1 : -1)),
    }));
    const task = denoising({ ...setting, examples: plain, dev: plain });
    const losses: number[] = [];
    const { state } = await train({
      task,
      trainable: wholeModel(setting.model),
      config: {
        ...config,
        maxSteps: 41,
        evaluateEvery: 10,
        averageDecay: 0.9,
        optimiser: { ...config.optimiser, learningRate: 0.02 },
      },
      onEvaluate: ({ scores }) => void losses.push(scores['loss']!),
    });
    disposeState(state);
    expect(losses).toHaveLength(4);
    expect(losses[3]).toBeLessThan(0.8 * losses[0]!);
  });

  test('in micro-batches is the same, with a prior', async () => {
    const prior = { examples: randomExamples(7, 'class'), weight: 0.5 };
    const lora = { method: 'singlora', r: 2, lora_alpha: 4, target_modules: ['to_q', 'to_k'] };
    const { slots } = setting.model;
    const trainable = createAdapter(slots, parseAdapterConfig(lora), randomStream(0, 'adapter'));
    const courses = [];
    for (const changes of [{}, { microBatchSize: 3 }, { recompute: true }]) {
      const losses: number[] = [];
      const { state } = await train({
        task: denoising({ ...setting, prior }),
        trainable,
        config: { ...config, maxSteps: 2, ...changes },
        onStep: ({ loss }) => void losses.push(loss),
      });
      disposeState(state);
      courses.push(losses);
    }
    const [whole, ...others] = courses;
    for (const course of others)
      course.forEach((loss, i) => expect(loss).toBeCloseTo(whole![i]!, 4));
  });
});

describe('the fingerprint', () => {
  test('changes with what is learned, and with nothing else', () => {
    const of = (changes: Partial<DenoisingSetting> = {}) =>
      denoising({ ...setting, ...changes }).fingerprint();
    const others: Partial<DenoisingSetting>[] = [
      { examples: setting.examples.slice(1) },
      { examples: setting.examples.toReversed() },
      { scheduler: scheduler('epsilon') },
      { minSnrGamma: 5 },
      { prior: { examples: setting.examples, weight: 1 } },
      { prior: { examples: setting.examples, weight: 2 } },
      { dropping: { probability: 0.1, text: new Float32Array(15) } },
    ];
    const all = [of(), ...others.map(of)];
    expect(new Set(all).size).toBe(all.length);
    expect(of({ dev: setting.examples })).toBe(of());
    const copies = setting.examples.map((one) => ({ ...one, name: 'other' }));
    expect(of({ examples: copies })).toBe(of());
  });
});

describe('bad input', () => {
  const broken = (part: 'latents' | 'text', values: Float32Array): DenoisingExample[] => [
    ...setting.examples,
    { ...setting.examples[0]!, [part]: values, name: 'dog/03.jpg' },
  ];

  test.each<[string, () => Partial<DenoisingSetting>, string]>([
    ['no examples', () => ({ examples: [] }), 'no examples'],
    ['a size', () => ({ examples: broken('latents', new Float32Array(3)) }), 'dog/03.jpg'],
    [
      'numbers that are none',
      () => ({ examples: broken('text', new Float32Array(15).fill(NaN)) }),
      'dog/03.jpg',
    ],
    ['channels', () => ({ shape: { ...tinyShape, latents: [4, 4, 3] } }), 'has 2 channels'],
    ['tokens', () => ({ shape: { ...tinyShape, text: [3, 4] } }), "has 5 numbers of a text's"],
    ['a weight', () => ({ prior: { examples: setting.examples, weight: -1 } }), 'is -1'],
    ['a share', () => ({ dropping: { probability: 2, text: new Float32Array(15) } }), 'is 2'],
  ])('%s is refused by name', (_, changes, message) => {
    expect(() => denoising({ ...setting, ...changes() })).toThrow(message);
  });
});
