// One side of the benchmark of denoisers: this project.
//
//     tools/launch.mjs tools/bench/denoiser-worker.ts '{"config": {…}, "batch": 1, "side": 64, …}'
//
// Prints one JSON line: the processor seconds and seconds of each step, and the process's peak memory.
import { compile } from '@singlora/compile';
import { createAdapter, parseAdapterConfig } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import { createUNet, type NoisyBatch } from '@singlora/models';
import { memoryUse, randomStream, startBackend } from '@singlora/runtime';
import { lossAndGradients, recomputation } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import type { DenoiserJob, DenoiserTimes } from './denoiser-cases.ts';

const job = JSON.parse(process.argv[2] ?? '') as DenoiserJob;
await startBackend();
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
  parseAdapterConfig({ method: 'lora', r: 8, target_modules: ['to_q', 'to_k'] }),
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
      return tf.mean<tf.Scalar>(tf.squaredDifference(noise, model.predict(given, pass)));
    };
    const { loss, gradients } = lossAndGradients(lossOf, parameters);
    return { loss, ...gradients };
  });

const run = job.compiled ? compile(step) : step;
const times: DenoiserTimes = {
  parameters: model.parameterCount,
  trained: adapter.trainable,
  processor: [],
  seconds: [],
  peakBytes: 0,
};
for (let i = -job.warmup; i < job.steps; i++) {
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  const { loss, ...gradients } = run(batchOf, adapter.parameters);
  loss?.dataSync();
  tf.dispose([loss, gradients]);
  const { user, system } = process.cpuUsage(cpu);
  if (i < 0) continue;
  times.processor.push((user + system) / 1e6);
  times.seconds.push((performance.now() - start) / 1000);
}
console.log(JSON.stringify({ ...times, peakBytes: memoryUse().peakRssBytes }));
