import type * as tf from '@tensorflow/tfjs-core';
import type { WeightPrecision } from '../checkpoint.ts';
import { fixture, readTensors } from '../fixtures.test.support.ts';
import { loadUNet, type NoisyBatch, type UNet } from './unet.ts';

/** A tiny denoiser with a batch for it, and diffusers' results for them by name; see tools/fixtures/unet.py. */
export async function tinyUNet(
  name = 'tiny-unet',
  precision: WeightPrecision = 'float32',
): Promise<{ model: UNet; batch: NoisyBatch; expected: (name: string) => tf.Tensor }> {
  const expected = await readTensors(fixture(`${name}/expected.safetensors`));
  const files = {
    config: { path: fixture(`${name}/config.json`) },
    weights: { path: fixture(`${name}/diffusion_pytorch_model.safetensors`) },
  };
  const model = await loadUNet(files, { precision });
  const batch = {
    latents: expected('latents') as tf.Tensor4D,
    timesteps: expected('timesteps') as tf.Tensor1D,
    context: expected('context') as tf.Tensor3D,
  };
  return { model, batch, expected };
}
