import { join } from 'node:path';
import { folderForThisTest } from '@singlora/core/disk/temporary';
import * as tf from '@tensorflow/tfjs-core';
import { frozen } from '@singlora/core';
import { openSafetensors, writeSafetensors, type TensorData } from '@singlora/core/formats';
import { openSingleFile } from '@singlora/hub';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  adapted,
  expectRelative,
  filesIn,
  onEachBackend,
  readConfig,
  readTensors,
  fixture,
} from '../fixtures.test.support.ts';
import { loadImageEncoder } from '../vision/load.ts';
import { loadClip, loadPromptEncoder, type PromptEncoder } from './load.ts';

describe.each(['tiny-clip-text', 'tiny-clip-text-old', 'tiny-clip-text-projection'])(
  '%s',
  (name) => {
    onEachBackend('as transformers computes it', () => {
      let model: PromptEncoder;
      let expected: (name: string) => tf.Tensor;
      let ids: tf.Tensor2D;
      beforeAll(async () => {
        model = await loadPromptEncoder(filesIn(fixture(name)));
        expected = await readTensors(fixture(`${name}/expected.safetensors`));
        ids = expected('input_ids') as tf.Tensor2D;
      });
      afterAll(() => model.dispose());

      it('hidden states and embedding', () => {
        const pass = { apply: frozen(model.slots) };
        expectRelative(model.hiddenStates(ids, pass), expected('hidden_states'));
        expectRelative(model.embedding(ids, pass), expected('embedding'));
        const [prompt] = tf.split(ids, 3);
        const [hidden] = tf.split(expected('hidden_states'), 3);
        expectRelative(model.hiddenStates(prompt as tf.Tensor2D, pass), hidden as tf.Tensor);
      });

      it('gradients of factors', () => {
        const names = [
          ...model.slots
            .filter((slot) => /\.[qv]_proj$/.test(slot.name))
            .flatMap((slot) => [`${slot.name}.p`, `${slot.name}.q`]),
          'scale',
        ];
        expect(names).toHaveLength(2 * 2 * 2 + 1);
        const hidden = (...values: tf.Tensor[]): tf.Tensor => {
          const leaves = Object.fromEntries(names.map((leaf, i) => [leaf, values[i] as tf.Tensor]));
          return model.hiddenStates(ids, { apply: adapted(model.slots, leaves) });
        };
        const leaves = names.map((leaf) => expected(leaf === 'scale' ? leaf : `factor.${leaf}`));
        expectRelative(hidden(...leaves), expected('adapted_hidden_states'));
        const before = tf.memory().numTensors;
        const loss = (...values: tf.Tensor[]): tf.Tensor =>
          tf.sum(tf.mul(hidden(...values), expected('cotangent')));
        const grads = tf.grads(loss)(leaves);
        names.forEach((leaf, i) => {
          expectRelative(grads[i] as tf.Tensor, expected(`gradient.${leaf}`));
        });
        tf.dispose(grads);
        expect(tf.memory().numTensors).toBe(before);
      });

      it('leaves no tensor behind but its result, and knows its sizes', () => {
        const pass = { apply: frozen(model.slots) };
        const before = tf.memory().numTensors;
        model.hiddenStates(ids, pass).dispose();
        model.embedding(ids, pass).dispose();
        expect(tf.memory().numTensors).toBe(before);
        expect(model.config).toMatchObject({ vocabularySize: 40, maxPositions: 9, hiddenSize: 16 });
        expect(model.config.embeddingSize).toBe(name.endsWith('projection') ? 10 : 16);
        expect(
          model.slots.every((slot) => /^text_(model\.encoder|projection)/.test(slot.name)),
        ).toBe(true);
      });

      it('refuses a prompt longer than its positions', () => {
        const long = tf.ones<tf.Rank.R2>([1, 10], 'int32');
        expect(() => model.hiddenStates(long, { apply: frozen(model.slots) })).toThrow(
          'A batch is 10 tokens long, and the model reads at most 9',
        );
      });
    });
  },
);

describe('tiny-clip', () => {
  onEachBackend('as transformers computes it', () => {
    it('compares pictures with texts, as a whole and tower by tower', async () => {
      const files = filesIn(fixture('tiny-clip'));
      const expected = await readTensors(fixture('tiny-clip/expected.safetensors'));
      const [ids, pixels] = [
        expected('input_ids') as tf.Tensor2D,
        expected('pixels') as tf.Tensor4D,
      ];
      const clip = await loadClip(files);
      const pass = { apply: frozen(clip.slots) };
      const [text, image] = [clip.text.embedding(ids, pass), clip.image.embedding(pixels, pass)];
      const unit = (x: tf.Tensor2D) => tf.div<tf.Tensor2D>(x, tf.norm(x, 2, 1, true));
      expectRelative(tf.matMul(unit(image), unit(text), false, true), expected('cosine'));
      const apart = [await loadPromptEncoder(files), await loadImageEncoder(files)] as const;
      expectRelative(apart[0].embedding(ids, { apply: frozen(apart[0].slots) }), text, 1e-7);
      expectRelative(apart[1].embedding(pixels, { apply: frozen(apart[1].slots) }), image, 1e-7);
      expect(clip.slots).toHaveLength(apart[0].slots.length + apart[1].slots.length);
    });
  });
});

it('is read out of one file of Stable Diffusion, which has no configuration', async () => {
  await tf.setBackend('cpu');
  const { config, weights } = filesIn(fixture('tiny-clip-text-old'));
  const content = await readConfig(fixture('tiny-clip-text-old'));
  const folder = folderForThisTest();
  const whole = join(folder, 'whole.safetensors');
  const file = await openSafetensors(weights.path);
  const prefix = 'cond_stage_model.transformer.';
  const others = ['model.diffusion_model.out.2.bias', 'first_stage_model.quant_conv.bias'];
  const part = await Promise.all(
    file.names.map(async (name) => {
      const { bytes, ...about } = await file.read(name);
      return [`${prefix}${name}`, { ...about, data: bytes }] as const;
    }),
  );
  await file.close();
  const bias: TensorData = { dtype: 'F32', shape: [4], data: new Float32Array(4) };
  await writeSafetensors(whole, {
    ...Object.fromEntries(part),
    ...Object.fromEntries(others.map((name) => [name, bias])),
  });
  const open = (path: string) => openSingleFile(path, 'text_encoder');
  const model = await loadPromptEncoder({ config: { content }, weights: { path: whole, open } });
  const same = await loadPromptEncoder({ config, weights });
  expect(model.parameterCount).toBe(same.parameterCount);
});
