import { join } from 'node:path';
import {
  archiveAdapter,
  assembleAdapter,
  methods,
  parseAdapterConfig,
  type Adapter,
  type ExportForm,
} from '@singlora/core';
import { exportAdapter, saveAdapter } from '@singlora/core/node';
import * as tf from '@tensorflow/tfjs-core';
import { loadPromptEncoder } from '../clip/load.ts';
import type { Model } from '../model.ts';
import { loadUNet, type UNet } from './unet.ts';

/** An adapter of some method on some layers of a denoiser, as a file of another program's form. */
export interface ExportCase {
  readonly name: string;
  readonly method: string;
  readonly form: ExportForm;
  readonly targets: readonly string[];
  /** The ramp's value at which it is exported. */
  readonly u: number;
}

const targetSets = {
  qk: ['to_q', 'to_k'],
  qkvo: ['to_q', 'to_k', 'to_v', 'to_out.0'],
  convolutions: ['proj_in', 'proj_out'],
  // Every 3×3 convolution, and the 1×1 ones beside them.
  filters: ['conv_in', 'conv1', 'conv2', 'conv_shortcut', 'conv', 'conv_out'],
};

/** Every method on every set of layers. */
export const exportCases: readonly ExportCase[] = [...methods.values()].flatMap((method) =>
  (['diffusers', 'kohya'] as const).flatMap((form) =>
    Object.entries(targetSets).map(([set, targets]) => ({
      name: `${form}-${method.name}-${set}`,
      method: method.name,
      form,
      targets,
      u: method.peft.type === 'LORA' ? 1 : 0.3,
    })),
  ),
);

/** The cases that are also saved as a folder, in which diffusers finds its own file. */
export const folderCases = exportCases.filter(({ name }) => /^diffusers.*-qkvo$/.test(name));

/** Every method on a text encoder, saved as a folder. */
export const textCases: readonly ExportCase[] = folderCases.map(({ method, ...rest }) => ({
  ...rest,
  method,
  name: `text-${method}`,
  targets: ['q_proj', 'v_proj', 'fc1'],
}));

/** Some methods on all layers of the transformers of Stable Diffusion 1.5's U-Net, saved as a folder. */
export const sd15Cases: readonly ExportCase[] = folderCases
  .filter(({ method }) => ['lora', 'dora', 'singlora'].includes(method))
  .map(({ method, targets, ...rest }) => ({
    ...rest,
    method,
    name: `sd15-${method}`,
    targets: [...targets, 'proj_in', 'proj_out', 'ff.net.0.proj', 'ff.net.2'],
  }));

/** Reproducible numbers from 0 to 1 (Park and Miller's generator). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** Ranks and alphas that differ from each other and between layers, and no parameter at its start. */
export function adapterOf(
  { slots }: Pick<Model, 'slots'>,
  { method, targets }: ExportCase,
): Adapter {
  const config = parseAdapterConfig({
    method,
    r: 2,
    lora_alpha: 3,
    rank_pattern: { 'attn2.to_k': 3, 'mid_block.*proj_in': 3 },
    alpha_pattern: { 'attn1.to_q': 5 },
    target_modules: [...targets],
  });
  const random = uniform(1 + targets.length);
  return assembleAdapter(slots, config, {
    adapted: (_slot, _parameter, { shape }) => {
      const values = Array.from({ length: tf.util.sizeFromShape([...shape]) }, random);
      // A magnitude is positive; a factor has both signs, and smaller values the longer it is.
      const size = 3 / Math.sqrt(Math.max(...shape));
      const signed = values.map((x) => size * (x - 0.5));
      return tf.tensor(shape.length === 1 ? values : signed, [...shape]);
    },
    whole: (_name, base) => base,
  });
}

/** Writes a case's file, and gives its path. */
export async function exportCase(folder: string, model: UNet, one: ExportCase): Promise<string> {
  const adapter = adapterOf(model, one);
  const path = join(folder, `${one.name}.safetensors`);
  await exportAdapter(path, archiveAdapter(adapter, adapter.parameters, one.u), one.form);
  tf.dispose(adapter.parameters);
  return path;
}

/** Saves a case's adapter as a folder for diffusers, and gives its path. */
export async function saveCase(
  folder: string,
  model: Pick<Model, 'slots'>,
  one: ExportCase,
  component: string,
): Promise<string> {
  const adapter = adapterOf(model, one);
  const path = join(folder, one.name);
  await saveAdapter(path, adapter, { u: one.u, component });
  tf.dispose(adapter.parameters);
  return path;
}

/** Writes the files and folders of all cases for the U-Nets and the text encoder in folders of diffusers' layout. */
export async function exportAll(
  unet: string,
  unet15: string,
  text: string,
  folder: string,
): Promise<void> {
  const [model, model15] = (await Promise.all(
    [unet, unet15].map((path) =>
      loadUNet({
        config: { path: join(path, 'config.json') },
        weights: { path: join(path, 'diffusion_pytorch_model.safetensors') },
      }),
    ),
  )) as [UNet, UNet];
  const encoder = await loadPromptEncoder({
    config: { path: join(text, 'config.json') },
    weights: { path: join(text, 'model.safetensors') },
  });
  for (const one of exportCases) await exportCase(folder, model, one);
  const folders = join(folder, 'folders');
  for (const one of folderCases) await saveCase(folders, model, one, 'unet');
  for (const one of textCases) await saveCase(folders, encoder, one, 'text_encoder');
  for (const one of sd15Cases) await saveCase(folders, model15, one, 'unet');
  model.dispose();
  model15.dispose();
  encoder.dispose();
}
