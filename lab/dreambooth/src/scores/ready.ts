import type { ImageProcessor, Size } from '@singlora/models';
import { resizeTo } from '@singlora/pictures';
import type { NamedPicture } from '../subjects/read.ts';

/** A batch of preprocessed pictures for an encoder. */
interface ReadyBatch {
  readonly names: readonly string[];
  /** Normalised pixels of the shape below. */
  readonly values: Float32Array;
  readonly shape: [batch: number, height: number, width: number, channels: 3];
}

/** One of them, `[height, width, 3]`. */
type Ready = ReturnType<typeof ready>;

function ready({ name, picture }: NamedPicture, processor: ImageProcessor) {
  const { width, height } = processor.resizedTo(picture);
  const resized = resizeTo(picture, width, height, processor.filter);
  return { name, values: processor.normalise(resized), size: processor.crop ?? resized };
}

function together(some: readonly Ready[], { width, height }: Size): ReadyBatch {
  const size = width * height * 3;
  const values = new Float32Array(some.length * size);
  some.forEach((one, i) => values.set(one.values, i * size));
  return { names: some.map(({ name }) => name), values, shape: [some.length, height, width, 3] };
}

/**
 * Preprocesses pictures in batches; only one batch is held at a time.
 *
 * @throws ModelError `MODEL_PICTURE`; PictureError where reading a picture fails
 */
export async function* readyBatches(
  processor: ImageProcessor,
  pictures: Iterable<NamedPicture> | AsyncIterable<NamedPicture>,
  batchSize: number,
): AsyncGenerator<ReadyBatch, void> {
  // Without a crop, pictures may have different sizes and cannot share a batch.
  const most = processor.crop ? batchSize : 1;
  let some: Ready[] = [];
  for await (const picture of pictures) {
    some.push(ready(picture, processor));
    if (some.length < most) continue;
    yield together(some, (some[0] as Ready).size);
    some = [];
  }
  if (some[0]) yield together(some, some[0].size);
}
