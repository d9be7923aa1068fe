import * as tf from '@tensorflow/tfjs-core';
import { frozen } from '@singlora/core';
import { encoderFiles, resolveEncoder } from '@singlora/hub';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  expectRelative,
  fixture,
  hasTensorflow,
  onEachBackend,
  readTensors,
} from '../fixtures.test.support.ts';
import { lite0 } from './efficientnet-blocks.ts';
import { loadImageProcessor } from './load-processor.ts';
import { loadEfficientNetLite } from './efficientnet-lite.ts';
import type { ImageEncoder } from './load.ts';

const folder = fixture('tiny-efficientnet-lite');
const weights = { path: `${folder}/model.safetensors` };
const sizes = {
  stem: 4,
  stages: [
    { blocks: 1, kernel: 3, stride: 1, expand: 1, width: 4 },
    { blocks: 2, kernel: 3, stride: 2, expand: 6, width: 8 },
    { blocks: 2, kernel: 5, stride: 2, expand: 3, width: 12 },
    { blocks: 1, kernel: 5, stride: 1, expand: 6, width: 16 },
  ],
  head: 160,
  imageSize: 32,
} as const;

onEachBackend('EfficientNet-Lite, as PyTorch computes it', () => {
  let model: ImageEncoder;
  let expected: (name: string) => tf.Tensor;
  let before: number;
  beforeAll(async () => {
    expected = await readTensors(`${folder}/expected.safetensors`);
    before = tf.memory().numTensors;
    model = await loadEfficientNetLite(weights, { sizes });
  });
  afterAll(() => {
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(['32x32', '33x46'])('pictures of %s', (size) => {
    const pass = { apply: frozen(model.slots) };
    const pixels = expected(`pixels.${size}`) as tf.Tensor4D;
    const tensors = tf.memory().numTensors;
    const embedding = model.embedding(pixels, pass);
    expect(tf.memory().numTensors).toBe(tensors + 1);
    expectRelative(embedding, expected(`embedding.${size}`));
    embedding.dispose();
  });
});

it('names weights that are not those of its sizes', async () => {
  await expect(loadEfficientNetLite(weights, { sizes: { ...sizes, head: 80 } })).rejects.toThrow(
    '_conv_head.weight is [160, 16, 1, 1], expected [80, 16, 1, 1]',
  );
  await expect(loadEfficientNetLite(weights)).rejects.toMatchObject({ code: 'MODEL_WEIGHTS' });
  expect(lite0.stages.reduce((sum, { blocks }) => sum + blocks, 0)).toBe(16);
});

const id = 'efficientnet-lite0';
const env = { ...process.env, HF_HUB_OFFLINE: '1' };
const assets = await resolveEncoder(id, { env }).catch(() => undefined);
const absent = [
  ...(assets ? [] : [`${id} is not on this machine`]),
  ...(hasTensorflow ? [] : ['the native backend is not']),
];

it.skipIf(absent.length > 0)([`${id} with its weights`, ...absent].join('; '), async () => {
  await tf.setBackend('tensorflow');
  const files = encoderFiles(assets as NonNullable<typeof assets>);
  const model = await loadEfficientNetLite(files.weights);
  const picture = { width: 224, height: 224, pixels: new Uint8Array(224 * 224 * 3) };
  for (let row = 0; row < 224; row++)
    for (let column = 0; column < 224; column++)
      for (let channel = 0; channel < 3; channel++) {
        const square = 64 * ((Math.floor(row / 32) + Math.floor(column / 32)) % 2);
        picture.pixels[(row * 224 + column) * 3 + channel] =
          row * 7 + column * (3 + channel) + square;
      }
  const { normalise } = await loadImageProcessor(files);
  const pixels = tf.tensor4d(normalise(picture), [1, 224, 224, 3]);
  const pass = { apply: frozen(model.slots) };
  const expected = await readTensors(fixture('efficientnet-lite0.safetensors'));
  expectRelative(model.embedding(pixels, pass), expected('embedding'));
  model.dispose();
});
