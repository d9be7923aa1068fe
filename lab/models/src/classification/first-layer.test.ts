import * as tf from '@tensorflow/tfjs-core';
import { frozen } from '@singlora/core';
import { describe, expect, it } from 'vitest';
import {
  assetsIn,
  decoderBatchOf,
  expectClose,
  fixture,
  onEachBackend,
  readTensors,
} from '../fixtures.test.support.ts';
import { loadSequenceClassifier } from './load.ts';

const random = { uniform: () => 0.5, normal: () => 0 };

describe.each(['tiny-bert', 'tiny-roberta', 'tiny-distilbert', 'tiny-gpt2', 'tiny-llama'])(
  '%s',
  (name) => {
    onEachBackend('from what enters a layer', () => {
      it('gives the logits of the whole model, at each layer', async () => {
        const model = await loadSequenceClassifier(assetsIn(fixture(name)), { outputs: 3, random });
        const tensor = await readTensors(fixture(`${name}/expected.safetensors`));
        const batch = decoderBatchOf(tensor);
        const apply = frozen(model.slots);
        const whole = model.logits(batch, { apply });
        for (let layer = 1; layer <= model.config.layers; layer++) {
          const states = model.statesBefore(layer, batch, { apply });
          expect(states.shape).toEqual([...batch.inputIds.shape, model.config.hiddenSize]);
          if (layer === model.config.layers) continue;
          const rest = model.logits({ ...batch, states }, { apply, firstLayer: layer });
          expectClose(rest, whole, 1e-6);
          const other = { ...batch, states: tf.zerosLike(states) };
          const difference = tf.sub(model.logits(other, { apply, firstLayer: layer }), whole);
          expect(tf.max(tf.abs(difference)).dataSync()[0]).toBeGreaterThan(1e-3);
        }
        expect(() => model.logits(batch, { apply, firstLayer: 1 })).toThrow(
          expect.objectContaining({ code: 'MODEL_STATES' }),
        );
        model.dispose();
      });
    });
  },
);
