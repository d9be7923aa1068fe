import { frozen } from '@singlora/core';
import { fromFloats, type Picture } from '@singlora/pictures';
import { startBackend } from '@singlora/runtime';
import { beforeAll, expect, test } from 'vitest';
import { linearCodec, type LinearCodecWeights } from '../latents/linear-codec.ts';
import { drawPictures } from './draw-pictures.ts';
import { openSampler } from './sample-latents.ts';
import { randomExamples, randomUNet, scheduler, tinyShape } from './tiny.test.support.ts';

/** A codec with blocks of one pixel: the two channels are red and green, and blue is always a half. */
const weights: LinearCodecWeights = {
  block: 1,
  channels: 2,
  mean: Float32Array.of(0, 0, 0.5),
  basis: Float32Array.of(1, 0, 0, 1, 0, 0),
  scales: Float32Array.of(1, 1),
};

beforeAll(() => startBackend());

test('the pictures of the latents that are sampled, in their order', async () => {
  const model = randomUNet();
  const pass = { apply: frozen(model.slots) };
  const job = {
    model,
    pass,
    scheduler: scheduler('v_prediction'),
    steps: 2,
    guidance: 1,
    shape: tinyShape,
    prompts: randomExamples(3, 'prompts').map(({ text }) => text),
    noPrompt: new Float32Array(15),
    seed: 8,
    batchSize: 2,
  };
  const expected: Picture[] = [];
  const sampler = openSampler({ ...job, passOf: () => pass });
  for await (const latents of sampler.sample({ ...job, parameters: {}, u: 1 })) {
    const colours = Float32Array.from({ length: 4 * 6 * 3 }, (_, i) =>
      i % 3 === 2 ? 0.5 : latents[2 * Math.floor(i / 3) + (i % 3)]!,
    );
    expected.push(fromFloats(colours, 6, 4));
  }
  const codec = linearCodec(weights);
  const drawn: Picture[] = [];
  for await (const picture of drawPictures({ ...job, codec })) drawn.push(picture);
  codec.dispose();
  expect(drawn).toEqual(expected);
});
