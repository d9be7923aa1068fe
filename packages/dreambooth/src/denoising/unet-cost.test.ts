import { createAdapter, parseAdapterConfig } from '@singlora/core';
import { randomStream, startBackend } from '@singlora/runtime';
import { forwardOf, wholeModel } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { DenoisingShape } from './example.ts';
import { denoising } from './task.ts';
import { randomExamples, randomUNet, scheduler, tinyConfig } from './tiny.test.support.ts';

beforeAll(() => startBackend());
afterEach(() => void vi.unstubAllEnvs());

type Tape = readonly { saved?: tf.Tensor[] }[];
type Case = [name: string, config: object, latents: readonly [number, number, number]];

const small = { ...tinyConfig, in_channels: 4, out_channels: 4, norm_num_groups: 8 };
const cases: Case[] = [
  [
    'two levels at 8 × 8',
    { ...small, block_out_channels: [32, 48], attention_head_dim: [1, 2], cross_attention_dim: 24 },
    [8, 8, 4],
  ],
  [
    "three levels at 8 × 8, in Stable Diffusion's order",
    {
      ...small,
      block_out_channels: [16, 32, 32],
      layers_per_block: 2,
      down_block_types: ['CrossAttnDownBlock2D', 'CrossAttnDownBlock2D', 'DownBlock2D'],
      up_block_types: ['UpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D'],
      cross_attention_dim: 24,
    },
    [8, 8, 4],
  ],
];
const rows = 3;

/** Bytes that the tape holds after the loss, beside the weights and what is given to it. */
function heldByTape(
  config: object,
  latents: readonly [number, number, number],
  { whole, recompute }: { whole: boolean; recompute: boolean },
) {
  const model = randomUNet(config);
  const shape: DenoisingShape = { latents, text: [7, 24] };
  const examples = randomExamples(rows, 'examples', shape);
  const task = denoising({ model, scheduler: scheduler('epsilon'), shape, examples });
  const { batch } = task
    .openBatches({ batchSize: rows, seed: 1 })
    .at(0, (name) => randomStream(1, name));
  const trainable = whole
    ? wholeModel(model)
    : createAdapter(
        model.slots,
        parseAdapterConfig({ method: 'lora', r: 1, target_modules: model.defaultTargets as [] }),
        randomStream(0, 'adapter'),
      );
  const names = Object.keys(trainable.parameters);
  const given = [model.weights, trainable.parameters, batch].flatMap((all) => Object.values(all));
  const known = new Set(given.map(({ dataId }) => dataId));
  const held = new Map<object, number>();
  tf.tidy(() => {
    const run = tf.grads((...tensors: tf.Tensor[]) => {
      const values = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
      const loss = task.loss(batch, forwardOf(trainable, values, tf.scalar(1), { recompute }));
      const { activeTape } = (tf.engine() as unknown as { state: { activeTape: Tape } }).state;
      for (const { dataId, size } of activeTape.flatMap(({ saved }) => saved ?? []))
        if (!known.has(dataId)) held.set(dataId, 4 * size);
      return loss;
    });
    run(names.map((name) => trainable.parameters[name]!));
  });
  const planned = task.cost({ rows, recompute, whole }).activations;
  tf.dispose([batch, trainable.parameters]);
  model.dispose();
  return { planned, held: [...held.values()].reduce((sum, bytes) => sum + bytes) };
}

test.each(
  cases.flatMap((each) =>
    [
      { whole: false, recompute: false },
      { whole: true, recompute: false },
      { whole: false, recompute: true },
    ].map((setting) => ({ each, setting })),
  ),
)('what is planned is what the tape holds: $each.0, $setting', ({ each, setting }) => {
  const [, config, latents] = each;
  vi.stubEnv('SINGLORA_FUSED', '0'); // in one piece attention holds less than is planned
  const { planned, held } = heldByTape(config, latents, setting);
  expect(planned).toBeGreaterThan(0.75 * held);
  expect(planned).toBeLessThan(1.25 * held);
});
