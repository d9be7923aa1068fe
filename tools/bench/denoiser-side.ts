// Our side of the benchmark of denoisers.
//
//     tools/launch.mjs tools/bench/denoiser-side.ts '{"config": {…}, "batch": 1, "side": 64, …}'
//
// Answers each `{"steps": n}` as torch_denoiser.py does; with `"tensors": true` also with the most that tensors hold in a step.
import { compile, memoryUse, randomStream, startBackend } from '@singlora/runtime';
import { createAdapter, parseAdapterConfig } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import { createUNet, type NoisyBatch } from '@singlora/models';
import { inHalves, lossAndGradients, recomputation, batchRows } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import type { DenoiserJob } from './denoiser-cases.ts';
import { normal, randomWeight } from './random-weights.ts';
import { jobGiven, serve } from './serve.ts';
import type { TimedSide } from './turns.ts';

const job = jobGiven<DenoiserJob>();
const { threadsPerOperation } = job;
const { description } = await startBackend(threadsPerOperation ? { threadsPerOperation } : {});
const model = createUNet(job.config, randomWeight);
const adapter = createAdapter(
  model.slots,
  parseAdapterConfig({ method: 'lora', r: job.rank, target_modules: job.targets }),
  randomStream(0, 'adapter'),
);
const { config, batch, side, tokens } = job;
const batchOf: NoisyBatch & NamedTensors = {
  latents: normal<tf.Rank.R4>([batch, side, side, config.in_channels]),
  timesteps: tf.fill([batch], 500, 'int32'),
  context: normal<tf.Rank.R3>([batch, tokens, config.cross_attention_dim]),
};
const noise = normal<tf.Rank.R4>([batch, side, side, config.in_channels]);

/** The loss and its gradients with respect to the adapters. */
const step = (given: NoisyBatch & NamedTensors, parameters: NamedTensors): NamedTensors =>
  tf.tidy(() => {
    const u = tf.scalar(1);
    const lossOf = (values: NamedTensors): tf.Scalar => {
      const runLayer = job.recompute && recomputation(adapter, values, u);
      const pass = { apply: adapter.apply(values, u), ...(runLayer && { runLayer }) };
      const prediction = inHalves(batch, (from, count) =>
        model.predict(batchRows(given, from, count), pass),
      );
      return tf.mean<tf.Scalar>(tf.squaredDifference(noise, prediction));
    };
    const { loss, gradients } = lossAndGradients(lossOf, parameters);
    return { loss, ...gradients };
  });

const run = job.compiled ? compile(step) : step;
/** One step; its gradients are computed when it returns. */
function milliseconds(): number {
  const start = performance.now();
  const results = run(batchOf, adapter.parameters);
  results['loss']?.dataSync();
  const time = performance.now() - start;
  tf.dispose(results);
  return time;
}

interface Command {
  readonly steps: number;
  readonly tensors?: boolean;
}

async function answer({ steps, tensors = false }: Command): Promise<TimedSide> {
  const times = Array.from({ length: steps }, milliseconds);
  const { peakRssBytes } = memoryUse();
  if (!tensors) return { milliseconds: times, peakRssBytes };
  const { peakBytes } = await tf.profile(() => tf.dispose(step(batchOf, adapter.parameters)));
  return { milliseconds: times, peakRssBytes, peakTensorBytes: peakBytes };
}

const counts = { parameters: model.parameterCount, trained: adapter.trainable };
await serve(description, answer, counts);
