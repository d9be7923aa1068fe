import * as tf from '@tensorflow/tfjs-core';
import { frozen } from '@singlora/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  expectRelative,
  filesIn,
  fixture,
  onEachBackend,
  readTensors,
} from '../fixtures.test.support.ts';
import { loadImageEncoder, type ImageEncoder } from './load.ts';

const others = ['12x12', '20x20', '9x22'];

describe.each([
  { name: 'tiny-clip-vision', sizes: others, embeddingSize: 10 },
  { name: 'tiny-vit', sizes: others, embeddingSize: 16 },
  { name: 'tiny-vit-pooler', sizes: ['12x12'], embeddingSize: 16 },
  { name: 'tiny-dinov2', sizes: others, embeddingSize: 16 },
  { name: 'tiny-dinov2-swiglu', sizes: others, embeddingSize: 16 },
])('$name', ({ name, sizes, embeddingSize }) => {
  onEachBackend('as transformers computes it', () => {
    let model: ImageEncoder;
    let expected: (name: string) => tf.Tensor;
    beforeAll(async () => {
      model = await loadImageEncoder(filesIn(fixture(name)));
      expected = await readTensors(fixture(`${name}/expected.safetensors`));
    });
    afterAll(() => model.dispose());

    it.each(sizes)('pictures of %s', (size) => {
      const pass = { apply: frozen(model.slots) };
      const pixels = expected(`pixels.${size}`) as tf.Tensor4D;
      const before = tf.memory().numTensors;
      const embedding = model.embedding(pixels, pass);
      expect(tf.memory().numTensors).toBe(before + 1);
      expectRelative(embedding, expected(`embedding.${size}`));
    });

    it('knows its sizes, and refuses pictures smaller than a patch', () => {
      expect(model.config).toEqual({ imageSize: 12, embeddingSize });
      const small = tf.zeros<tf.Rank.R4>([1, 12, 3, 3]);
      expect(() => model.embedding(small, { apply: frozen(model.slots) })).toThrow(
        'A picture is 3×12 pixels, and the model reads patches of 4×4',
      );
    });
  });
});

describe.each(['tiny-dino-original', 'tiny-dinov2-original'])('%s', (name) => {
  onEachBackend('as transformers computes it, under facebookresearch’s names', () => {
    it.each(['12x12', '20x20'])('pictures of %s', async (size) => {
      const weights = { path: fixture(`${name}/weights.pth`) };
      const model = await loadImageEncoder({ weights });
      const expected = await readTensors(fixture(`${name}/expected.safetensors`));
      const pixels = expected(`pixels.${size}`) as tf.Tensor4D;
      const embedding = model.embedding(pixels, { apply: frozen(model.slots) });
      expectRelative(embedding, expected(`embedding.${size}`));
      expect(model.config).toEqual({ imageSize: 12, embeddingSize: 64 });
      model.dispose();
    });
  });
});

it('says of weights alone that nobody could tell what they are of', async () => {
  const weights = { path: fixture('tiny-vit/model.safetensors') };
  await expect(loadImageEncoder({ weights })).rejects.toThrow(/comes without a config.json/);
});
