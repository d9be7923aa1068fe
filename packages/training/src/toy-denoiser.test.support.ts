import { createAdapter, parseAdapterConfig, type Adapter, type Slot } from '@singlora/core';
import { dropout } from '@singlora/kernels';
import type { LayerFunction, Pass } from '@singlora/models';
import { randomStream, type RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { forwardBatches } from './forward.ts';
import type { Draw, Forward, Task } from './task.ts';

const size = 6;
const width = 16;

/** Latents `[rows, 6]` with noise, the noise, and its share 0 … 1 as the model's input, `[rows, 1]`. */
type NoisyLatents = Record<'noisy' | 'noise' | 'share', tf.Tensor2D>;

const normals = (random: RandomStream, ...shape: [number, number]) =>
  tf.tensor2d(
    Float32Array.from({ length: shape[0] * shape[1] }, () => random.normal()),
    shape,
  );

/** Latents on a line of length `scale`, with much noise: the model has to learn where the line is. */
function noisyLatents(rows: number, draw: Draw, scale: number): NoisyLatents {
  return tf.tidy(() => {
    const line = tf.linspace(-1, 1, size);
    const latents = tf.mul(tf.mul(normals(draw('latents'), rows, 1), line), scale);
    const timesteps = draw('timesteps');
    const share = tf.tensor2d(
      Float32Array.from({ length: rows }, () => timesteps.uniform()),
      [rows, 1],
    );
    const noise = normals(draw('noise'), rows, size);
    const noisy = tf.add(tf.mul(latents, tf.sqrt(tf.sub(1, share))), tf.mul(noise, tf.sqrt(share)));
    return { noisy: noisy as tf.Tensor2D, noise, share };
  });
}

export interface ToyDenoiser {
  task: Task<NoisyLatents>;
  adapter: Adapter;
  /** how often a layer ran, outside of graphs */
  layersRun(): number;
}

/** Predicts the noise in random latents with a frozen random network and an adapter; it has no epochs. */
export function toyDenoiser({ rate = 0, scale = 3, method = 'lora' } = {}): ToyDenoiser {
  const random = randomStream(5, 'denoiser');
  const linear = (name: string, outFeatures: number, inFeatures: number): Slot => ({
    name,
    kind: 'linear',
    inFeatures,
    outFeatures,
    weight: tf.tidy(() => tf.div(normals(random, outFeatures, inFeatures), Math.sqrt(inFeatures))),
  });
  const slots = [
    linear('entry', width, size + 1),
    linear('blocks.0.dense', width, width),
    linear('blocks.1.dense', width, width),
    linear('exit', size, width),
  ];
  let layersRun = 0;
  const predict = ({ noisy, share }: NoisyLatents, { apply, seed, runLayer }: Pass) => {
    let x = tf.tanh(apply('entry', tf.concat([noisy, share], 1))) as tf.Tensor2D;
    for (const block of [0, 1]) {
      const layer: LayerFunction<{ x: tf.Tensor2D }, tf.Tensor2D> = (apply, { x }, { seed }) => {
        layersRun += 1;
        const hidden = tf.tanh(apply(`blocks.${block}.dense`, x));
        return tf.add(x, seed ? dropout(hidden, rate, seed as tf.Tensor1D, block) : hidden);
      };
      const constants = { ...(seed && { seed }) };
      x = runLayer
        ? runLayer(`blocks.${block}.`, layer, { x }, constants)
        : layer(apply, { x }, constants);
    }
    return apply('exit', x) as tf.Tensor2D;
  };
  const loss = (batch: NoisyLatents, { pass, seeds }: Forward) =>
    tf.mean(tf.square(tf.sub(predict(batch, pass(seeds['dropout'])), batch.noise))) as tf.Scalar;

  const task: Task<NoisyLatents> = {
    examples: Infinity,
    draws: ['dropout'],
    fingerprint: () => `toy denoiser ${rate} ${scale}`,
    openBatches: ({ batchSize }) => ({
      at: (_completed, draw) => ({
        batch: noisyLatents(batchSize, draw, scale),
        examples: batchSize,
      }),
    }),
    loss,
    async evaluate(trained, signal) {
      const batches = [0, 1].map((i) => () => {
        return noisyLatents(64, (name) => randomStream(0, 'validation', name, i), scale);
      });
      let sum = 0;
      const run = (batch: NoisyLatents, forward: Forward) => ({ loss: loss(batch, forward) });
      for await (const { loss } of forwardBatches({ ...trained, batches, run, signal })) {
        sum += loss[0]!;
      }
      return { loss: sum / 2 };
    },
  };
  const config = parseAdapterConfig({
    method,
    r: 4,
    lora_alpha: 8,
    lora_dropout: rate,
    target_modules: ['dense'],
    modules_to_save: ['exit'],
  });
  const adapter = createAdapter(slots, config, randomStream(5, 'adapter'));
  return { task, adapter, layersRun: () => layersRun };
}
