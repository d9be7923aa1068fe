import * as tf from '@tensorflow/tfjs-core';
import { assembleAdapter, frozen, parseAdapterConfig } from '@singlora/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  expectClose,
  expectRelative,
  fixture,
  onEachBackend,
  readConfig,
  readTensors,
  valuesIn,
} from '../fixtures.test.support.ts';
import { moduleTensors } from '../module.ts';
import { loadAutoencoder, readAutoencoder, type Autoencoder } from './autoencoder.ts';

const filesOf = (name: string) => ({
  config: { path: fixture(`${name}/config.json`) },
  weights: { path: fixture(`${name}/diffusion_pytorch_model.safetensors`) },
});

describe.each([
  { name: 'tiny-vae', scale: 0.18215, factors: 8 },
  { name: 'tiny-vae-three', scale: 0.5, factors: 8 },
  { name: 'tiny-vae-plain', scale: 0.18215, factors: 0 },
])('$name', ({ name, scale, factors }) => {
  onEachBackend('as diffusers computes it', () => {
    let model: Autoencoder;
    let expected: (name: string) => tf.Tensor;
    const picture = (tensor: string): tf.Tensor4D => expected(tensor) as tf.Tensor4D;
    beforeAll(async () => {
      model = await loadAutoencoder(filesOf(name));
      expected = await readTensors(fixture(`${name}/expected.safetensors`));
    });
    afterAll(() => model.dispose());

    it("latents' moments, and pictures", () => {
      const pass = { apply: frozen(model.slots) };
      const before = tf.memory().numTensors;
      const { mean, logVariance } = model.encode(picture('pictures'), pass);
      expectRelative(mean, expected('mean'));
      expectRelative(logVariance, expected('log_variance'));
      const decoded = model.decode(picture('latents'), pass);
      expectRelative(decoded, expected('decoded'));
      tf.dispose([mean, logVariance, decoded]);
      expect(tf.memory().numTensors).toBe(before);
    });

    it('latents drawn from a stream, scaled', () => {
      let drawn = 0;
      const random = { uniform: () => 0, normal: () => (drawn += 1) / 100 };
      const [mean, logVariance] = [picture('mean'), picture('log_variance')];
      const latents = model.sample({ mean, logVariance }, random);
      expect(drawn).toBe(mean.size);
      const noise = Float32Array.from({ length: mean.size }, (_, i) => (i + 1) / 100);
      const deviation = tf.sqrt(tf.exp(logVariance));
      const unscaled = tf.add(mean, tf.mul(deviation, tf.tensor(noise, mean.shape)));
      expectClose(latents, tf.mul(unscaled, scale), 1e-4);
    });

    it('has all of the checkpoint', async () => {
      expect(model.parameterCount).toBe(await valuesIn(filesOf(name).weights.path));
    });

    if (factors === 0) return;
    it("gradients of PEFT's factors on queries and keys", () => {
      const adapter = assembleAdapter(
        model.slots,
        parseAdapterConfig({
          method: 'lora',
          r: 2,
          lora_alpha: 4,
          target_modules: ['to_q', 'to_k'],
        }),
        {
          adapted: (slot, parameter) => expected(`${slot.name}.${parameter}`),
          whole: (_, base) => base,
        },
      );
      const names = Object.keys(adapter.parameters);
      expect(names).toHaveLength(factors);
      const halfOfSquares = (x: tf.Tensor): tf.Tensor => tf.div(tf.sum(tf.square(x)), 2);
      const loss = (...leaves: tf.Tensor[]): tf.Tensor => {
        const values = Object.fromEntries(names.map((leaf, i) => [leaf, leaves[i] as tf.Tensor]));
        const pass = { apply: adapter.apply(values, tf.scalar(1)) };
        const { mean } = model.encode(picture('pictures'), pass);
        const decoded = model.decode(picture('latents'), pass);
        return tf.add(halfOfSquares(mean), halfOfSquares(decoded));
      };
      tf.tidy(() => {
        tf.grads(loss)(names.map(expected)).forEach((gradient, i) => {
          expectRelative(gradient, expected(`gradient.${names[i]}`), 2e-5);
        });
      });
    });
  });
});

it('says that a scaling factor is absent, and which is taken', async () => {
  const notices: string[] = [];
  const model = await loadAutoencoder(filesOf('tiny-vae'), {
    onNotice: (text) => notices.push(text),
  });
  expect(notices).toEqual([expect.stringMatching(/tiny-vae\/config\.json .*0\.18215/)]);
  model.dispose();
});

it("has Stable Diffusion 1.5's numbers", () => {
  const { modules } = readAutoencoder('vae/config.json', {
    _class_name: 'AutoencoderKL',
    _diffusers_version: '0.6.0',
    act_fn: 'silu',
    block_out_channels: [128, 256, 512, 512],
    down_block_types: Array.from({ length: 4 }, () => 'DownEncoderBlock2D'),
    in_channels: 3,
    latent_channels: 4,
    layers_per_block: 2,
    norm_num_groups: 32,
    out_channels: 3,
    sample_size: 512,
    up_block_types: Array.from({ length: 4 }, () => 'UpDecoderBlock2D'),
  });
  const sizes = [...moduleTensors(modules).values()].map(({ shape }) =>
    shape.reduce((a, b) => a * b),
  );
  // The count in diffusers.
  expect(sizes.reduce((a, b) => a + b)).toBe(83_653_863);
});

it.each([
  { down_block_types: ['AttnDownEncoderBlock2D', 'DownEncoderBlock2D'] },
  { up_block_types: ['UpDecoderBlock2D'] },
  { norm_num_groups: 3 },
  // Stable Diffusion 3
  { shift_factor: 0.0609 },
  { latents_mean: [0, 0, 0, 0] },
  { act_fn: 'relu' },
  { scaling_factor: 0 },
])('refuses %j by name', async (change) => {
  const config = { ...(await readConfig(fixture('tiny-vae'))), ...change };
  expect(() => readAutoencoder('vae/config.json', config)).toThrow(
    expect.objectContaining({
      code: 'MODEL_CONFIG',
      message: expect.stringContaining(Object.keys(change)[0] as string) as string,
    }) as Error,
  );
});
