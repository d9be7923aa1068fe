import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { addNoise, trainingTarget } from './add-noise.ts';
import { signalToNoise } from './loss-weights.ts';
import { noiseSchedule } from './noise-schedule.ts';
import { initialNoise, sample, type Network } from './sample.ts';
import { samplingPlan, type SamplingOptions } from './sampling-plan.ts';
import { parseSchedulerConfig, type SamplerName } from './scheduler-config.ts';

interface Case {
  config: string;
  steps: number;
  timesteps: number[];
  states: number[][];
  end: number[];
}

interface Schedule {
  config: string;
  /** which alphas are recorded: every n-th */
  every: number;
  alphasCumprod: number[];
  timesteps: number[];
  noisy: number[];
  velocity: number[];
  snr: number[];
}

// made by tools/fixtures/diffusion.py
const fixture = JSON.parse(
  readFileSync(new URL('fixtures/diffusers.json', import.meta.url), 'utf8'),
) as {
  shape: number[];
  noise: number[];
  picture: number[];
  cases: Record<string, Case>;
  schedules: Record<string, Schedule>;
  spacings: { config: string; steps: number; timesteps: number[] }[];
  pndm: { config: string; ends: Record<SamplerName, number[]> };
};

beforeAll(() => tf.setBackend('cpu'));

const parsed = (config: string) => parseSchedulerConfig(Buffer.from(config), 'the fixture');
const tensor = (values: number[]) => tf.tensor(values, fixture.shape);
const network: Network = (x, t) => tf.tanh(tf.add(tf.div(x, 2), Math.cos(t / 300)));

/** Expects differences of at most `tolerance` times the largest value, or times 1. */
function expectNear(found: ArrayLike<number>, expected: number[], tolerance = 1e-5): void {
  const largest = Math.max(1, ...expected.map(Math.abs));
  const apart = expected.map((value, i) => Math.abs(found[i]! - value));
  expect(found).toHaveLength(expected.length);
  expect(Math.max(...apart) / largest).toBeLessThan(tolerance);
}

/** The states before each step, and the final one. */
function statesOf(config: string, options: SamplingOptions): ArrayLike<number>[] {
  const plan = samplingPlan(parsed(config), options);
  const start = initialNoise(plan, tensor(fixture.noise));
  const states: ArrayLike<number>[] = [];
  const inputs = plan.steps.map(({ input }) => input);
  const watched: Network = (x, t) => {
    states.push(tf.div(x, inputs[states.length]!).dataSync());
    return network(x, t);
  };
  states.push(sample(plan, watched, start).dataSync());
  return states;
}

describe('five steps from the same noise are those of diffusers', () => {
  it.each(Object.entries(fixture.cases))('%s', (name, { config, steps, ...expected }) => {
    const options = { steps };
    const { steps: planned } = samplingPlan(parsed(config), options);
    expect(planned.map(({ timestep }) => timestep)).toEqual(expected.timesteps.map(Math.fround));
    const states = statesOf(config, options);
    // diffusers takes x + (σ′ − σ) (x − x̂₀) / σ in float32, where σ is 4096 and σ′ a few.
    const tolerance = name === 'euler, v, zero terminal SNR' ? 1e-4 : 1e-5;
    [...expected.states, expected.end].forEach((state, i) =>
      expectNear(states[i]!, state, tolerance),
    );
  });

  it.each(Object.entries(fixture.pndm.ends))(
    'Stable Diffusion 1.5’s own config, sampled by %s',
    (sampler, end) => {
      const states = statesOf(fixture.pndm.config, { steps: 5, sampler: sampler as SamplerName });
      expectNear(states.at(-1)!, end);
    },
  );
});

it('visits the timesteps of diffusers, whatever the number of steps', () => {
  expect(fixture.spacings.length).toBeGreaterThan(50);
  for (const { config, steps, timesteps } of fixture.spacings) {
    const planned = samplingPlan(parsed(config), { steps }).steps.map(({ timestep }) => timestep);
    expect(planned, `${config} in ${steps}`).toEqual(timesteps.map(Math.fround));
  }
});

it('rounds halves of trailing timesteps to the side that numpy’s arange gives', () => {
  const config = JSON.stringify({ _class_name: 'DDIMScheduler', timestep_spacing: 'trailing' });
  for (const sampler of ['ddim', 'euler', 'dpm-solver++'] as const)
    for (const [steps, at, timestep] of [
      [48, 3, 936],
      [96, 18, 812],
    ] as const)
      expect(samplingPlan(parsed(config), { steps, sampler }).steps[at]?.timestep).toBe(timestep);
});

describe('noise for training is that of diffusers', () => {
  it.each(Object.entries(fixture.schedules))('%s', (_, { config, ...expected }) => {
    const schedule = noiseSchedule(parsed(config));
    const alphas = schedule.alphasCumprod.filter((_, t) => t % expected.every === 0);
    expectNear(alphas, expected.alphasCumprod);
    // A relative bound, since the smallest alphas decide the noisiest timesteps.
    expected.alphasCumprod.forEach((alpha, i) => {
      expect(Math.abs(alphas[i]! - alpha)).toBeLessThanOrEqual(1e-5 * alpha + 1e-11);
    });
    const noised = {
      picture: tensor(fixture.picture),
      noise: tensor(fixture.noise),
      timesteps: tf.tensor1d(expected.timesteps, 'int32'),
    };
    expectNear(addNoise(schedule, noised).dataSync(), expected.noisy);
    const velocity = trainingTarget(schedule, 'v_prediction', noised);
    expectNear(velocity.dataSync(), expected.velocity);
    expect(trainingTarget(schedule, 'epsilon', noised)).toBe(noised.noise);
    const ratios = signalToNoise(schedule);
    expectNear(
      expected.timesteps.map((t) => ratios[t]!),
      expected.snr,
    );
  });
});
