import * as tf from '@tensorflow/tfjs-core';
import { frozen } from '@singlora/core';
import type { ImageProcessor, Size } from '@singlora/models';
import { resizeTo } from '@singlora/pictures';
import type { NamedPicture } from '../subjects/read.ts';
import type { Embedding } from './embedding.ts';
import type { EncoderRecord, PictureEncoder, TextEncoder } from './encoders.ts';

/** Embeddings and what made them. */
export interface Embedded {
  readonly encoder: EncoderRecord;
  readonly embeddings: readonly Embedding[];
}

/** How many pictures or prompts go through an encoder at once, unless told otherwise. */
const defaultBatchSize = 16;

/** A picture as an encoder reads it, `[height, width, 3]`. */
interface Ready {
  readonly name: string;
  readonly values: Float32Array;
  readonly size: Size;
}

function ready({ name, picture }: NamedPicture, processor: ImageProcessor): Ready {
  const { width, height } = processor.resizedTo(picture);
  const resized = resizeTo(picture, width, height, processor.filter);
  return { name, values: processor.normalise(resized), size: processor.crop ?? resized };
}

/** The rows of a tensor `[batch, dim]`, which is disposed of, with a name each. */
async function rowsOf(tensor: tf.Tensor2D, names: readonly string[]): Promise<Embedding[]> {
  const values = (await tensor.data()) as Float32Array;
  const [, dim] = tensor.shape;
  tensor.dispose();
  return names.map((name, i) => ({ name, values: values.slice(i * dim, (i + 1) * dim) }));
}

/**
 * Embeds pictures as the encoder's own processor makes them ready: resized, cropped, normalised.
 *
 * @param pictures in any order; only a batch of them is held at a time
 * @throws ModelError `MODEL_PICTURE`; PictureError where reading one of them does
 */
export async function embedPictures(
  { record, network, slots, processor }: PictureEncoder,
  pictures: Iterable<NamedPicture> | AsyncIterable<NamedPicture>,
  { batchSize = defaultBatchSize }: { readonly batchSize?: number } = {},
): Promise<Embedded> {
  const pass = { apply: frozen(slots) };
  // Pictures that the processor leaves in different sizes cannot go together.
  const most = processor.crop ? batchSize : 1;
  const embeddings: Embedding[] = [];
  let batch: Ready[] = [];
  const embed = async (): Promise<void> => {
    const [first] = batch;
    if (!first) return;
    const { width, height } = first.size;
    const all = new Float32Array(batch.length * first.values.length);
    batch.forEach(({ values }, i) => all.set(values, i * values.length));
    const embedding = tf.tidy(() =>
      network.embedding(tf.tensor4d(all, [batch.length, height, width, 3]), pass),
    );
    const names = batch.map(({ name }) => name);
    batch = [];
    embeddings.push(...(await rowsOf(embedding, names)));
  };
  for await (const picture of pictures) {
    batch.push(ready(picture, processor));
    if (batch.length === most) await embed();
  }
  await embed();
  return { encoder: record, embeddings };
}

/**
 * Embeds prompts, which their embeddings are named by.
 *
 * @param onNotice told of prompts that are too long
 * @throws ModelError `MODEL_TOO_LONG`
 */
export async function embedTexts(
  { record, network, slots, tokenizer }: TextEncoder,
  prompts: readonly string[],
  {
    batchSize = defaultBatchSize,
    onNotice,
  }: { readonly batchSize?: number; readonly onNotice?: (line: string) => void } = {},
): Promise<Embedded> {
  const pass = { apply: frozen(slots) };
  const embeddings: Embedding[] = [];
  for (let start = 0; start < prompts.length; start += batchSize) {
    const batch = prompts.slice(start, start + batchSize);
    const ids = batch.map((prompt) => [...tokenizer.encode(prompt, onNotice)]);
    const embedding = tf.tidy(() => network.embedding(tf.tensor2d(ids, undefined, 'int32'), pass));
    embeddings.push(...(await rowsOf(embedding, batch)));
  }
  return { encoder: record, embeddings };
}
