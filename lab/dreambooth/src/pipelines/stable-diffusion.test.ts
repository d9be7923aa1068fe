import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { frozen } from '@singlora/core';
import { loadPromptEncoder } from '@singlora/models';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { openStableDiffusion } from './stable-diffusion.ts';

const fixtures = join(import.meta.dirname, '../../../models/src/fixtures');
const unetWeights = 'diffusion_pytorch_model.safetensors';

const folder = folderForAllTests();
const notices: string[] = [];
const options = () => ({
  env: { HF_HUB_CACHE: join(folder, 'hub'), XDG_CACHE_HOME: folder, HF_HUB_OFFLINE: '1' },
  onNotice: (line: string) => notices.push(line),
});

/** One token per letter, spelled as by CLIP at the end of a word; special tokens have the encoder's ids. */
const vocabulary = {
  ...Object.fromEntries([...'abcdefghijklmnopqrs'].map((letter, i) => [`${letter}</w>`, i])),
  ...Object.fromEntries([...'abcdefghijklmnopqrs'].map((letter, i) => [letter, 19 + i])),
  '<|startoftext|>': 38,
  '<|endoftext|>': 39,
};

beforeAll(async () => {
  await startBackend();
  const parts = { unet: 'tiny-unet', vae: 'tiny-vae', text_encoder: 'tiny-clip-text' };
  for (const [part, fixture] of Object.entries(parts))
    await cp(join(fixtures, fixture), join(folder, 'sd', part), {
      recursive: true,
      filter: (path) => !/(expected|gradients)\.safetensors$/.test(path),
    });
  const files = {
    'model_index.json': { _class_name: 'StableDiffusionPipeline' },
    'scheduler/scheduler_config.json': {
      _class_name: 'DDIMScheduler',
      beta_schedule: 'scaled_linear',
    },
    'tokenizer/vocab.json': vocabulary,
    'tokenizer/tokenizer_config.json': { model_max_length: 9, pad_token: '<|endoftext|>' },
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, 'sd', name, '..'), { recursive: true });
    await writeFile(join(folder, 'sd', name), JSON.stringify(content));
  }
  await writeFile(join(folder, 'sd/tokenizer/merges.txt'), '#version: 0.2\n');
});

test('opens diffusers’ folders, each part when it is asked for', async () => {
  const pipeline = await openStableDiffusion(join(folder, 'sd'), options());
  expect(pipeline.scheduler).toMatchObject({ sampler: 'ddim', predictionType: 'epsilon' });
  expect(pipeline.drawing).toMatchObject({ sampler: 'ddim', guidance: 7.5 });
  // The file has neither, and diffusers' pipeline sets both, whatever a file says.
  expect(pipeline.scheduler).toMatchObject({ stepsOffset: 1, clipSample: false });
  const [asset] = pipeline.assets;
  expect(asset).toMatchObject({ kind: 'model', source: 'folder' });
  expect(Object.keys(asset!.sha256)).toContain(`unet/${unetWeights}`);

  const before = tf.memory().numTensors;
  const unet = await pipeline.denoiser();
  expect(unet.config.in_channels).toBe(4);
  unet.dispose();
  const codec = await pipeline.codec();
  const latents = tf.tidy(() => codec.encode(tf.zeros([1, 8, 8, 3]), randomStream(0, 'codec')));
  expect(latents.shape).toEqual([1, 8 / codec.factor, 8 / codec.factor, codec.channels]);
  latents.dispose();
  codec.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('takes no tokenizer beside the one in its folders', async () => {
  const opened = openStableDiffusion(join(folder, 'sd'), { ...options(), tokenizer: folder });
  await expect(opened).rejects.toMatchObject({ code: 'DREAMBOOTH_TOKENIZER' });
});

test('tells a denoiser of prompts by the hidden states of its text encoder', async () => {
  const pipeline = await openStableDiffusion(join(folder, 'sd'), options());
  const prompts = await pipeline.prompts();
  expect(await prompts.split('sad')).toEqual(['s', 'a', 'd</w>']);
  const [one, other, again] = await prompts.of(['a', 'b', 'a']);
  prompts.dispose();
  expect(again).toBe(one);
  expect(other).not.toEqual(one);

  const part = join(fixtures, 'tiny-clip-text');
  const encoder = await loadPromptEncoder({
    config: { path: join(part, 'config.json') },
    weights: { path: join(part, 'model.safetensors') },
  });
  const ids = tf.tensor2d([[38, 0, 39, 39, 39, 39, 39, 39, 39]], [1, 9], 'int32');
  const states = encoder.hiddenStates(ids, { apply: frozen(encoder.slots) });
  expect([...one!]).toEqual([...states.dataSync()]);
});

test('tells of a prompt that is cut', async () => {
  const pipeline = await openStableDiffusion(join(folder, 'sd'), options());
  const prompts = await pipeline.prompts();
  notices.length = 0;
  await prompts.of(['a b c d e f g h i']);
  prompts.dispose();
  expect(notices.join()).toMatch(/h i/);
});
