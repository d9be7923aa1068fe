import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, it } from 'vitest';
import { guided, sample, takeStep } from './sample.ts';
import { samplingPlan } from './sampling-plan.ts';
import { parseSchedulerConfig, type SamplerName } from './scheduler-config.ts';

beforeAll(() => tf.setBackend('cpu'));

const samplers: SamplerName[] = ['ddim', 'euler', 'dpm-solver++'];

const configOf = (prediction: string) =>
  parseSchedulerConfig(
    Buffer.from(
      JSON.stringify({
        _class_name: 'DDPMScheduler',
        prediction_type: prediction,
        clip_sample: false,
        timestep_spacing: 'trailing',
      }),
    ),
    'a test',
  );

const picture = () => tf.tensor1d([0.5, -1, 0.25]);
const noise = () => tf.tensor1d([1, -0.5, 2]);

it('takes a step’s numbers as tensors too, so that one recorded graph serves all steps', () => {
  tf.tidy(() => {
    const { steps } = samplingPlan(configOf('epsilon'), { steps: 4, sampler: 'dpm-solver++' });
    const { predicted, next } = steps[1]!;
    const asTensors = <K extends string>(numbers: Record<K, number>) =>
      Object.fromEntries(
        Object.entries<number>(numbers).map(([k, n]) => [k, tf.scalar(n)]),
      ) as Record<K, tf.Scalar>;
    const given = [picture(), noise(), tf.tensor1d([3, 2, 1])] as const;
    const plain = takeStep({ predicted, next }, ...given);
    const recorded = takeStep({ predicted: asTensors(predicted), next: asTensors(next) }, ...given);
    expect([...recorded.state.dataSync()]).toEqual([...plain.state.dataSync()]);
  });
});

it('leaves no tensor behind, and the noise where it is', () => {
  for (const sampler of samplers) {
    const before = tf.memory().numTensors;
    const x = noise();
    const plan = samplingPlan(configOf('epsilon'), { steps: 4, sampler });
    const end = sample(plan, (input) => tf.tanh(input), x);
    expect([...x.dataSync()]).toEqual([1, -0.5, 2]);
    tf.dispose([x, end]);
    expect(tf.memory().numTensors).toBe(before);
  }
});

it('guides: 0 is without the prompt, 1 with it, more is further', () => {
  const [without, withPrompt] = [tf.tensor1d([1, 2]), tf.tensor1d([3, 1])];
  const at = (scale: number) => [...guided(without, withPrompt, scale).dataSync()];
  expect([at(0), at(1), at(7.5)]).toEqual([
    [1, 2],
    [3, 1],
    [16, -5.5],
  ]);
});
