import { join } from 'node:path';
import { CoreError, frozen } from '@singlora/core';
import { loadAdapter } from '@singlora/core/node';
import type { Pipeline } from '@singlora/dreambooth';
import { loadUNet, type Pass, type UNet } from '@singlora/models';
import { misuse, UsageError } from '@singlora/runner';
import { forwardOf } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import type { Learned } from './learned.ts';

/** A denoiser, the function that runs it, and its description. */
interface ReadyDenoiser {
  readonly model: UNet;
  readonly pass: Pass;
  readonly described: string;
}

/** The inputs for loading a denoiser. */
interface Loading {
  readonly pipeline: Pipeline;
  readonly modelName: string;
  readonly learned: Learned | undefined;
  /** the factor of the adapter's update; absent: 1 */
  readonly scale: number | undefined;
  readonly signal: AbortSignal;
  readonly notice: (line: string) => void;
}

/**
 * Loads the model's denoiser with what was learned; it is freed when the process ends.
 *
 * @throws UsageError for an adapter of another model, or a scale without an adapter
 */
export async function readyDenoiser(loading: Loading): Promise<ReadyDenoiser> {
  const { pipeline, learned, scale, signal } = loading;
  if (scale !== undefined && learned?.kind !== 'adapter')
    throw misuse`--scale is the strength of an adapter, and none is used here.`;
  if (learned?.kind === 'unet') {
    const model = await loadUNet(
      {
        config: { path: join(learned.path, 'config.json') },
        weights: { path: join(learned.path, 'diffusion_pytorch_model.safetensors') },
      },
      { signal },
    );
    return { model, pass: unchanged(model), described: `all weights of ${learned.title}` };
  }
  const model = await pipeline.denoiser();
  if (!learned) return { model, pass: unchanged(model), described: 'none' };
  return { model, ...(await adapted(model, learned, loading)) };
}

const unchanged = (model: UNet): Pass => ({ apply: frozen(model.slots) });

async function adapted(
  model: UNet,
  { path, title }: Learned,
  { modelName, scale = 1, notice }: Loading,
): Promise<Pick<ReadyDenoiser, 'pass' | 'described'>> {
  const options = { component: 'unet', onNotice: notice };
  const loaded = await loadAdapter(path, model.slots, options).catch((error: unknown) => {
    if (!(error instanceof CoreError)) throw error;
    throw new UsageError(
      `--adapter: ${title} cannot be put on the model ${modelName}. ${error.message}`,
      { cause: error },
    );
  });
  const { adapter, form } = loaded;
  const ramp = tf.scalar(adapter.u * scale);
  const { method, r } = adapter.config;
  return {
    pass: forwardOf(adapter, adapter.parameters, ramp).pass(),
    described: `${title} (${method} of rank ${r} on ${adapter.targets.length} layers, from a ${form} file, scale ${scale})`,
  };
}
