// One side of the benchmark of denoisers: this project.
//
//     tools/launch.mjs tools/bench/denoiser-worker.ts '{"config": {…}, "batch": 1, "side": 64, …}'
//
// Answers each `{"steps": n}` as torch_denoiser.py does, and `{"tensors": true}` with the most that tensors hold in a step.
import { compile } from '@singlora/compile';
import { createAdapter, parseAdapterConfig } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import { createUNet, type NoisyBatch } from '@singlora/models';
import { memoryUse, randomStream, startBackend } from '@singlora/runtime';
import { inHalves, lossAndGradients, recomputation, rowsOf } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import { serve } from './commands.ts';
import type { DenoiserJob } from './denoiser-cases.ts';
import type { TensorsAnswer } from './sides.ts';
import type { Answer } from './turns.ts';

const job = JSON.parse(process.argv[2] ?? '') as DenoiserJob;
const { description } = await startBackend();
const random = randomStream(0, 'denoiser');
const few = Float32Array.from({ length: 1 << 20 }, () => random.normal());

/** Normal numbers; of a large tensor they repeat, as a billion take minutes to draw. */
function normal<R extends tf.Rank>(shape: tf.ShapeMap[R], scale = 1): tf.Tensor<R> {
  const length = tf.util.sizeFromShape(shape);
  const values = Float32Array.from({ length }, (_, i) => (few[i % few.length] as number) * scale);
  return tf.tensor(values, shape);
}

const model = createUNet(job.config, (name, shape) => {
  if (shape.length === 1) return /norm.*weight$/.test(name) ? tf.ones(shape) : tf.zeros(shape);
  return normal(shape, 1 / Math.sqrt(tf.util.sizeFromShape(shape.slice(1))));
});
const adapter = createAdapter(
  model.slots,
  parseAdapterConfig({ method: 'lora', r: job.rank, target_modules: job.targets }),
  random,
);
const { config, batch, side, tokens } = job;
const batchOf: NoisyBatch & NamedTensors = {
  latents: normal<tf.Rank.R4>([batch, side, side, config.in_channels]),
  timesteps: tf.fill([batch], 500, 'int32'),
  context: normal<tf.Rank.R3>([batch, tokens, config.cross_attention_dim]),
};
const noise = normal<tf.Rank.R4>([batch, side, side, config.in_channels]);

/** The loss and its gradients by the adapters. */
const step = (given: NoisyBatch & NamedTensors, parameters: NamedTensors): NamedTensors =>
  tf.tidy(() => {
    const u = tf.scalar(1);
    const lossOf = (values: NamedTensors): tf.Scalar => {
      const runLayer = job.recompute && recomputation(adapter, values, u);
      const pass = { apply: adapter.apply(values, u), ...(runLayer && { runLayer }) };
      const prediction = inHalves(batch, (from, count) =>
        model.predict(rowsOf(given, from, count), pass),
      );
      return tf.mean<tf.Scalar>(tf.squaredDifference(noise, prediction));
    };
    const { loss, gradients } = lossAndGradients(lossOf, parameters);
    return { loss, ...gradients };
  });

const run = job.compiled ? compile(step) : step;
/** One step; the gradients are there when it returns. */
function milliseconds(): number {
  const start = performance.now();
  const results = run(batchOf, adapter.parameters);
  results['loss']?.dataSync();
  const time = performance.now() - start;
  tf.dispose(results);
  return time;
}

async function answer(asked: {
  steps?: number;
  tensors?: boolean;
}): Promise<Answer | TensorsAnswer> {
  if (asked.tensors === true) {
    const { peakBytes } = await tf.profile(() => tf.dispose(step(batchOf, adapter.parameters)));
    return { peakTensorBytes: peakBytes };
  }
  const times = Array.from({ length: asked.steps ?? 0 }, milliseconds);
  return { milliseconds: times, peakRssBytes: memoryUse().peakRssBytes };
}

const counts = { parameters: model.parameterCount, trained: adapter.trainable };
await serve(description, answer, counts);
