import * as tf from '@tensorflow/tfjs-core';
import { frozen } from '@singlora/core';
import type { NamedPicture } from '../subjects/read.ts';
import type { Embedding } from './embedding.ts';
import type { PictureEncoder, TextEncoder } from './encoders.ts';
import { readyBatches } from './ready.ts';

/** The default number of pictures or prompts in an encoder's batch. */
const defaultBatchSize = 16;

/** The named rows of a tensor `[batch, dim]`, which is disposed of. */
async function rowsOf(tensor: tf.Tensor2D, names: readonly string[]): Promise<Embedding[]> {
  const values = (await tensor.data()) as Float32Array;
  const [, dim] = tensor.shape;
  tensor.dispose();
  return names.map((name, i) => ({ name, values: values.slice(i * dim, (i + 1) * dim) }));
}

/**
 * Embeds pictures after the encoder's own preprocessing: resized, cropped, normalised.
 *
 * @param pictures in any order; only a batch of them is held at a time
 * @throws ModelError `MODEL_PICTURE`; PictureError where reading a picture fails
 */
export async function embedPictures(
  { network, slots, processor }: PictureEncoder,
  pictures: Iterable<NamedPicture> | AsyncIterable<NamedPicture>,
  { batchSize = defaultBatchSize }: { readonly batchSize?: number } = {},
): Promise<Embedding[]> {
  const pass = { apply: frozen(slots) };
  const embeddings: Embedding[] = [];
  for await (const { names, values, shape } of readyBatches(processor, pictures, batchSize)) {
    const embedding = tf.tidy(() => network.embedding(tf.tensor4d(values, shape), pass));
    embeddings.push(...(await rowsOf(embedding, names)));
  }
  return embeddings;
}

/**
 * Embeds prompts, each distinct prompt once; embeddings are named by their prompts.
 *
 * @throws ModelError `MODEL_TOO_LONG`
 */
export async function embedTexts(
  { network, slots, tokenizer }: TextEncoder,
  prompts: readonly string[],
): Promise<Embedding[]> {
  const pass = { apply: frozen(slots) };
  const distinct = [...new Set(prompts)];
  const known = new Map<string, Embedding>();
  for (let start = 0; start < distinct.length; start += defaultBatchSize) {
    const batch = distinct.slice(start, start + defaultBatchSize);
    const encoded = await Promise.all(batch.map((prompt) => tokenizer.encode(prompt)));
    const ids = encoded.map((one) => [...one]);
    const embedding = tf.tidy(() => network.embedding(tf.tensor2d(ids, undefined, 'int32'), pass));
    for (const one of await rowsOf(embedding, batch)) known.set(one.name, one);
  }
  return prompts.map((prompt) => known.get(prompt) as Embedding);
}
