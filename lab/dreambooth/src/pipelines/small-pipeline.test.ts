import { createHash } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { randomUNet, tinyConfig } from '../denoising/tiny.test.support.ts';
import { smallSchedulerConfig } from '../small-model/configs.ts';
import { saveSmallModel } from '../small-model/files.ts';
import { openSmallPipeline } from './small-pipeline.ts';

const fixtures = join(import.meta.dirname, '../../../models/src/fixtures');

const folder = folderForAllTests();
beforeAll(async () => {
  await startBackend();
});

const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'a', 'robot', 's', '##k', '##s'];
/** Splits at blanks, and unknown words into pieces. */
const tokenizer = {
  version: '1.0',
  added_tokens: [],
  normalizer: null,
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: null,
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(words.map((word, id) => [word, id])),
  },
};

/** A small model whose text encoder is a folder, recorded with that folder's hash unless another is given. */
async function saved(sha256?: string): Promise<string> {
  const encoder = join(folder, 'encoder');
  await cp(join(fixtures, 'tiny-bert'), encoder, { recursive: true });
  await writeFile(join(encoder, 'tokenizer.json'), JSON.stringify(tokenizer));
  const weights = await readFile(join(encoder, 'model.safetensors'));
  const own = createHash('sha256').update(weights).digest('hex');
  const unet = randomUNet({ ...tinyConfig, sample_size: 4, cross_attention_dim: 16 });
  const model = join(folder, 'model');
  await saveSmallModel(model, {
    unet,
    weights: unet.weights,
    schedulerConfig: smallSchedulerConfig,
    codec: {
      block: 2,
      channels: 2,
      mean: new Float32Array(12),
      basis: new Float32Array(24).fill(0.1),
      scales: Float32Array.of(1, 1),
    },
    textEncoder: { model: encoder, sha256: sha256 ?? own, tokens: 5 },
  });
  unet.dispose();
  return model;
}

const options = () => ({ env: { XDG_CACHE_HOME: folder, HF_HUB_OFFLINE: '1' } });

test('opens a folder with the text encoder that belongs to it', async () => {
  const pipeline = await openSmallPipeline(await saved(), options());
  expect(pipeline.resolution).toBe(8);
  expect(pipeline.drawing).toMatchObject({ sampler: 'ddim', guidance: 3 });
  expect(pipeline.scheduler.predictionType).toBe('sample');
  expect(pipeline.assets.map(({ kind }) => kind)).toEqual(['model', 'model']);
  expect(Object.keys(pipeline.assets[0]!.sha256)).toContain('codec.safetensors');

  const before = tf.memory().numTensors;
  const prompts = await pipeline.prompts();
  expect(await prompts.split('a sks robot')).toEqual(['a', 's', '##k', '##s', 'robot']);
  const [one, other] = await prompts.of(['a robot', 'a']);
  prompts.dispose();
  expect(one).toHaveLength(prompts.tokens * 16);
  // After the end of a text all states are 0.
  expect([...other!.slice(16)].every((value) => value === 0)).toBe(true);
  const [codec, unet] = [await pipeline.codec(), await pipeline.denoiser()];
  expect([codec.factor, unet.config.in_channels]).toEqual([2, 2]);
  codec.dispose();
  unet.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('tells once of a prompt that is too long', async () => {
  const notices: string[] = [];
  const onNotice = (line: string) => notices.push(line);
  const pipeline = await openSmallPipeline(await saved(), { ...options(), onNotice });
  const prompts = await pipeline.prompts();
  await prompts.of(['a sks robot', 'a sks a robot', 'a sks a robot']);
  await prompts.of(['a sks a robot']);
  prompts.dispose();
  expect(notices).toEqual([
    'The prompt "a sks a robot" is 6 tokens long, and the model reads 5; its end is left out.',
  ]);
});

test('refuses another text encoder than the one that it was trained with', async () => {
  await expect(openSmallPipeline(await saved('ab'.repeat(32)), options())).rejects.toMatchObject({
    code: 'SMALL_MODEL',
    message: expect.stringMatching(/trained with .* of SHA-256 abababab/) as string,
  });
});
