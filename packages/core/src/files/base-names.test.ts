import { encodeSafetensors, parseSafetensors } from '@singlora/formats/bytes';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { parseAdapterConfig } from '../adapter-config.ts';
import { startTensorFlow } from '../kit.test.support.ts';
import { mergedTensors } from './merge-file.ts';

beforeAll(startTensorFlow);

/** What is merged into a base of these 2×2 weights, of an adapter of these layers. */
async function merged(weights: readonly string[], names: readonly string[]) {
  const data = new Float32Array(4);
  const tensors = weights.map((name) => [name, { dtype: 'F32', shape: [2, 2], data }] as const);
  const pieces = encodeSafetensors('base', Object.fromEntries(tensors), {});
  const base = await parseSafetensors(Buffer.concat(pieces), 'base');
  const config = parseAdapterConfig({ method: 'lora', r: 1, target_modules: [...names] });
  const layers = names.map((name) => ({
    name,
    layer: { kind: 'linear', inFeatures: 2, outFeatures: 2 } as const,
    parameters: { lora_A: tf.ones([1, 2]), lora_B: tf.ones([2, 1]) },
  }));
  return Object.keys(mergedTensors({ config, u: 1, layers, whole: {} }, base));
}

it('takes one first part more or less', async () => {
  await expect(merged(['bert.q.weight'], ['q'])).resolves.toEqual(['bert.q.weight']);
  await expect(merged(['q.weight'], ['bert.q'])).resolves.toEqual(['q.weight']);
  const towers = ['text_model.q.weight', 'vision_model.q.weight'];
  await expect(merged(towers, ['text_model.q'])).resolves.toEqual(towers);
  const heads = ['a.lm_head.weight', 'a.q.weight', 'b.lm_head.weight'];
  await expect(merged(heads, ['a.q'])).resolves.toEqual(heads);
});

it('chooses none of several', async () => {
  await expect(merged(['text_model.q.weight', 'vision_model.q.weight'], ['q'])).rejects.toThrow(
    /q\.weight may be any of text_model\.q\.weight, vision_model\.q\.weight/,
  );
  await expect(merged(['q.weight'], ['text_model.q', 'vision_model.q'])).rejects.toThrow(
    /q\.weight alone for the layers text_model\.q, vision_model\.q/,
  );
});
