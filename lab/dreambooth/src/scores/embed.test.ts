import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { frozen } from '@singlora/core';
import { startBackend } from '@singlora/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embedPictures, embedTexts } from './embed.ts';
import { loadClipEncoders, loadPictureEncoder } from './encoders.ts';
import { promptFidelity } from './scores.ts';

const fixtures = join(import.meta.dirname, '../../../models/src/fixtures');
let root: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  await startBackend();
  root = await mkdtemp(join(tmpdir(), 'dreambooth-'));
  env = { HF_HUB_CACHE: root, XDG_CACHE_HOME: root, HF_HUB_OFFLINE: '1' };
});
afterAll(() => rm(root, { recursive: true }));

/** A copy of a model's folder with some files replaced. */
async function folderOf(name: string, files: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await mkdtemp(join(root, `${name}-`));
  await cp(join(fixtures, name), folder, { recursive: true });
  await rm(join(folder, 'expected.safetensors'));
  for (const [file, content] of Object.entries(files))
    await writeFile(
      join(folder, file),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  return folder;
}

/** Pictures of many sizes and colours. */
const pictures = [
  [12, 12],
  [30, 14],
  [9, 20],
  [12, 12],
  [5, 5],
].map(([width = 0, height = 0], at) => ({
  name: `${at}.png`,
  picture: {
    width,
    height,
    pixels: Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * (7 + at)) % 256),
  },
}));

const processor = {
  image_processor_type: 'CLIPImageProcessor',
  size: { shortest_edge: 12 },
  crop_size: 12,
};

describe('embedPictures', () => {
  it('embeds each as by itself, whatever the batch, and leaves no tensor', async () => {
    const folder = await folderOf('tiny-vit', { 'preprocessor_config.json': processor });
    const before = tf.memory().numTensors;
    const encoder = await loadPictureEncoder(folder, { env });
    const held = tf.memory().numTensors;
    const together = await embedPictures(encoder, pictures, { batchSize: 3 });
    expect(together.map(({ name }) => name)).toEqual(pictures.map(({ name }) => name));
    for (const [i, one] of pictures.entries()) {
      const [alone] = await embedPictures(encoder, [one]);
      const { values } = together[i]!;
      expect(values).toHaveLength(16);
      alone!.values.forEach((value, j) => expect(values[j]).toBeCloseTo(value, 5));
    }
    const weights = await readFile(join(folder, 'model.safetensors'));
    const sha256 = createHash('sha256').update(weights).digest('hex');
    expect(encoder.asset.id).toBe(folder);
    expect(encoder.asset.sha256['model.safetensors']).toBe(sha256);
    expect(tf.memory().numTensors).toBe(held);
    encoder.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes pictures as they come, in the sizes that a processor leaves them', async () => {
    const free = { ...processor, do_resize: false, do_center_crop: false };
    const folder = await folderOf('tiny-vit', { 'preprocessor_config.json': free });
    const encoder = await loadPictureEncoder(folder, { env });
    async function* stream() {
      for (const one of pictures) yield await Promise.resolve(one);
    }
    const embeddings = await embedPictures(encoder, stream());
    expect(embeddings).toHaveLength(pictures.length);
    expect(new Set(embeddings.map(({ values }) => values.join())).size).toBe(pictures.length);
    encoder.dispose();
  });
});

describe('a CLIP', () => {
  /** Letters only, with CLIP's end-of-word marks; texts have 9 tokens. */
  const letters = [...'adfghkopstrn'];
  const words = [...letters, ...letters.map((letter) => `${letter}</w>`)];
  const vocabulary = {
    ...Object.fromEntries(words.map((word, id) => [word, id])),
    '<|startoftext|>': 38,
    '<|endoftext|>': 39,
  };
  const tokenizer = {
    'vocab.json': vocabulary,
    'merges.txt': '#version: 0.2\n',
    'tokenizer_config.json': { model_max_length: 9 },
    'preprocessor_config.json': processor,
  };

  it('scores pictures by their prompts as tensors do', async () => {
    const folder = await folderOf('tiny-clip', tokenizer);
    const clip = await loadClipEncoders(folder, { env });
    const prompts = ['a dog', 'sks dog', 'a hat', 'stork', 'a frog'];
    const held = tf.memory().numTensors;
    const images = await embedPictures(clip.pictures, pictures);
    const texts = await embedTexts(clip.texts, prompts);
    expect(tf.memory().numTensors).toBe(held);
    expect(texts.map(({ name }) => name)).toEqual(prompts);
    const ofTwoBatches = await embedTexts(clip.texts, [...letters, ...prompts]);
    for (const [i, { values }] of ofTwoBatches.slice(letters.length).entries())
      values.forEach((value, j) => expect(value).toBeCloseTo(texts[i]!.values[j]!, 5));
    const { byPicture } = promptFidelity(images, texts);
    expect(byPicture).toHaveLength(5);

    const { network, slots, tokenizer: own } = clip.texts;
    const encoded = await Promise.all(prompts.map((prompt) => own.encode(prompt)));
    const ids = encoded.map((one) => [...one]);
    expect(new Set(ids.map((row) => row.join())).size).toBe(prompts.length);
    const expected = tf.tidy(() => {
      const pass = { apply: frozen(slots) };
      const rows = network.embedding(tf.tensor2d(ids, undefined, 'int32'), pass);
      const columns = tf.tensor2d(images.map(({ values }) => [...values]));
      const unit = (x: tf.Tensor2D) => tf.div<tf.Tensor2D>(x, tf.norm(x, 2, 1, true));
      return tf.matMul<tf.Tensor2D>(unit(columns), unit(rows), false, true).arraySync();
    });
    byPicture.forEach((value, i) => expect(value).toBeCloseTo(expected[i]![i]!, 5));
    clip.dispose();
  });

  it('is refused without a tokenizer', async () => {
    const folder = await folderOf('tiny-clip', { 'preprocessor_config.json': processor });
    await expect(loadClipEncoders(folder, { env })).rejects.toMatchObject({
      code: 'DREAMBOOTH_ENCODER',
      message: expect.stringContaining('lacks a config.json or a tokenizer') as string,
    });
  });
});
