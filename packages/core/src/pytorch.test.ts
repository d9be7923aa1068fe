import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { checkCase, committedFixture } from './fixture.test.support.ts';
import { startTensorFlow } from './kit.test.support.ts';

beforeAll(startTensorFlow);

const fixture = committedFixture();

describe('outputs, gradients and 20 AdamW steps are those of PyTorch', () => {
  for (const c of fixture.cases) {
    it(`${c.config.method} on ${c.kind} ${c.in} → ${c.out} (${c.source})`, () => {
      tf.tidy(() => checkCase(c, fixture));
    });
  }
});
