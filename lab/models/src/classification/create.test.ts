import * as tf from '@tensorflow/tfjs-core';
import { frozen } from '@singlora/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSequenceClassifier } from './create.ts';
import {
  assetsIn,
  batchOf,
  expectClose,
  fixture,
  readConfig,
  readTensors,
} from '../fixtures.test.support.ts';
import { loadSequenceClassifier } from './load.ts';

const random = { uniform: () => 0.5, normal: () => 0 };

describe.each(['tiny-bert', 'tiny-roberta', 'tiny-distilbert'])('a model like %s', (name) => {
  beforeAll(() => tf.setBackend('cpu'));

  it('is the loaded one, given the same weights', async () => {
    const loaded = await loadSequenceClassifier(assetsIn(fixture(name)), { outputs: 3, random });
    const checkpoint = await readTensors(fixture(`${name}/model.safetensors`));
    const model = createSequenceClassifier(await readConfig(fixture(name)), {
      outputs: 3,
      weight: (tensor) => checkpoint(tensor),
    });
    const batch = batchOf(await readTensors(fixture(`${name}/expected.safetensors`)));
    expect(model.config).toEqual(loaded.config);
    expect(model.slots.map((slot) => slot.name)).toEqual(loaded.slots.map((slot) => slot.name));
    expectClose(
      model.logits(batch, { apply: frozen(model.slots) }),
      loaded.logits(batch, { apply: frozen(loaded.slots) }),
      1e-9,
    );
  });

  it('asks once for each weight, by name and shape, and frees them', async () => {
    const before = tf.memory().numTensors;
    const asked: string[] = [];
    const model = createSequenceClassifier(await readConfig(fixture(name)), {
      outputs: 3,
      weight(tensor, shape) {
        asked.push(tensor);
        return tf.zeros(shape);
      },
    });
    expect(new Set(asked).size).toBe(asked.length);
    expect(tf.memory().numTensors).toBe(before + asked.length);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('names what is wrong with a configuration', async () => {
  const config = await readConfig(fixture('tiny-bert'));
  const create = (change: object) => () =>
    createSequenceClassifier(
      { ...config, ...change },
      { outputs: 2, weight: (_, shape) => tf.zeros(shape) },
    );
  expect(create({ hidden_size: 15 })).toThrow(/^The given configuration does not describe a model/);
  expect(create({ model_type: 'bart' })).toThrow(/^The given configuration names "bart"/);
});
