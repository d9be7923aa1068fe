import { frozen } from '@singlora/core';
import { guided, initialNoise, sample, samplingPlan, type SamplerName } from '@singlora/models';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { openSampler, type SamplerSetting, type SamplingRequest } from './sample-latents.ts';
import { randomExamples, randomUNet, scheduler, tinyShape } from './tiny.test.support.ts';

type Job = SamplerSetting & SamplingRequest;

let job: Job;
beforeAll(async () => {
  await startBackend();
  const model = randomUNet();
  job = {
    model,
    passOf: () => ({ apply: frozen(model.slots) }),
    scheduler: scheduler('v_prediction'),
    steps: 3,
    guidance: 3,
    shape: tinyShape,
    parameters: {},
    u: 1,
    prompts: randomExamples(3, 'prompts').map(({ text }) => text),
    noPrompt: new Float32Array(15),
    seed: 8,
    batchSize: 2,
  };
});

/** The pictures of the job; `drawn` is told of each. */
async function pictures(changes: Partial<Job> = {}, drawn = () => {}): Promise<number[][]> {
  const changed = { ...job, ...changes };
  const sampler = openSampler(changed);
  const all: number[][] = [];
  try {
    for await (const latents of sampler.sample(changed)) {
      all.push([...latents]);
      drawn();
    }
  } finally {
    sampler.dispose();
  }
  return all;
}

/** A picture sampled alone, with the steps of `diffusion`. */
function alone(index: number, sampler: SamplerName, guidance: number): number[] {
  const plan = samplingPlan(job.scheduler, { steps: job.steps, sampler });
  const random = randomStream(job.seed, 'picture', index);
  const noise = tf.tensor4d(
    Float32Array.from({ length: 48 }, () => random.normal()),
    [1, 4, 6, 2],
  );
  const told = (latents: tf.Tensor, timestep: number, text: Float32Array) =>
    job.model.predict(
      {
        latents: latents as tf.Tensor4D,
        timesteps: tf.tensor1d([timestep]),
        context: tf.tensor3d(text, [1, 3, 5]),
      },
      { apply: frozen(job.model.slots) },
    );
  const network = (x: tf.Tensor, t: number) =>
    guided(told(x, t, job.noPrompt), told(x, t, job.prompts[index]!), guidance);
  return [...sample(plan, network, initialNoise(plan, noise)).dataSync()];
}

const expectSame = (found: readonly number[], expected: readonly number[]) => {
  expect(found).toHaveLength(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  found.forEach((value, i) => expect(Math.abs(value - expected[i]!) / largest).toBeLessThan(5e-4));
};

test.each<[SamplerName, number]>([
  ['ddim', 3],
  ['ddim', 1],
  ['euler', 3],
  ['dpm-solver++', 3],
])('a picture a prompt, each as by itself: %s, guidance %d', async (sampler, guidance) => {
  const before = tf.memory().numTensors;
  const found = await pictures({ sampler, guidance });
  expect(tf.memory().numTensors).toBe(before);
  expect(found).toHaveLength(3);
  found.forEach((latents, i) => expectSame(latents, alone(i, sampler, guidance)));
});

test('the same picture in any batch; another with another seed', async () => {
  const two = await pictures();
  const all = await pictures({ batchSize: 3 });
  all.forEach((latents, i) => expectSame(latents, two[i]!));
  expect(await pictures()).toEqual(two);
  const [other] = await pictures({ seed: 9 });
  expect(other).not.toEqual(two[0]);
});

test('stops between two steps when aborted, and leaves nothing', async () => {
  const before = tf.memory().numTensors;
  const stop = new AbortController();
  const stopped = pictures({ signal: stop.signal }, () => stop.abort());
  await expect(stopped).rejects.toThrow('abort');
  expect(tf.memory().numTensors).toBe(before);
});

test('a text of another size than the denoiser reads is refused', async () => {
  const shape = { ...tinyShape, text: [3, 4] as const };
  await expect(pictures({ shape })).rejects.toMatchObject({ code: 'DENOISING_MODEL' });
});
