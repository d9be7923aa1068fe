import { toFloats } from '@singlora/pictures';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { randomTexts } from '../denoising/tiny.test.support.ts';
import { fitLinearCodec } from '../latents/fit-linear-codec.ts';
import { linearCodec } from '../latents/linear-codec.ts';
import type { LatentCodec } from '../latents/codec.ts';
import { encodeExamples, type CaptionedJob } from './encode.ts';
import { renderedPicture } from './rendered.ts';

const size = 24;
const pictureAt = (i: number) => renderedPicture(1, 'picture', i, size);
let job: CaptionedJob;
let codec: LatentCodec;

beforeAll(async () => {
  await startBackend();
  const some = Array.from({ length: 40 }, (_, i) => pictureAt(i).picture);
  codec = linearCodec(fitLinearCodec(some, { block: 6, channels: 8 }));
  job = {
    count: 150,
    pictureAt,
    codec,
    random: randomStream(0, 'latents'),
    // A text's tokens are the lengths of its words.
    texts: randomTexts(4, (text) => text.split(' ').map((word) => word.length)),
    tokens: 12,
  };
});

test('each picture has the latents of its own, and the states of its caption', async () => {
  const before = tf.memory().numTensors;
  const examples = await encodeExamples(job);
  expect(tf.memory().numTensors).toBe(before);
  expect(examples).toHaveLength(150);
  for (const i of [0, 127, 128, 149]) {
    const { picture } = pictureAt(i);
    const own = codec.encode(tf.tensor4d(toFloats(picture), [1, size, size, 3]), job.random);
    const expected = [...own.dataSync()];
    expect(examples[i]!.latents).toHaveLength(expected.length);
    expected.forEach((value, at) => expect(examples[i]!.latents[at]).toBeCloseTo(value, 4));
    own.dispose();
  }
  const captions = examples.map((_, i) => pictureAt(i).caption);
  const [first] = captions as [string];
  captions.forEach((caption, i) => {
    expect(examples[i]!.text).toHaveLength(12 * 4);
    if (caption === first) expect(examples[i]!.text).toBe(examples[0]!.text);
  });
  expect(new Set(examples.map(({ text }) => text)).size).toBe(new Set(captions).size);
});

test('a picture depends on the seed, the series and its number alone', () => {
  expect(pictureAt(3)).toEqual(pictureAt(3));
  const others = [
    pictureAt(4),
    renderedPicture(2, 'picture', 3, size),
    renderedPicture(1, 'dev', 3, size),
  ];
  for (const other of others) expect(other.picture).not.toEqual(pictureAt(3).picture);
});

test('stops between two batches when aborted', async () => {
  const stop = new AbortController();
  const aborting = (i: number) => {
    if (i === 100) stop.abort();
    return pictureAt(i);
  };
  await expect(
    encodeExamples({ ...job, pictureAt: aborting, signal: stop.signal }),
  ).rejects.toThrow('abort');
});
