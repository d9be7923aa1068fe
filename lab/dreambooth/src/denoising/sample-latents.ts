import { setImmediate } from 'node:timers/promises';
import { compile, randomStream } from '@singlora/runtime';
import {
  guided,
  initialNoise,
  type Pass,
  type SamplerName,
  type SamplerStep,
  samplingPlan,
  type SchedulerConfig,
  takeStep,
  type UNet,
} from '@singlora/models';
import type { NamedTensors } from '@singlora/core/kernels';
import { inHalves, batchRows } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import { readContext, withReadings } from './context-readings.ts';
import { checkShape, elementsOf, type DenoisingShape } from './example.ts';

/** A denoiser, and its settings for sampling. */
export interface SamplerSetting {
  readonly model: UNet;
  /**
   * The pass with the current trained values, such as `forwardOf(adapter, parameters, u).pass()`, or `{ apply:
   * frozen(model.slots) }` without any. Pure.
   */
  readonly passOf: (trained: SampledValues) => Pass;
  readonly scheduler: SchedulerConfig;
  readonly steps: number;
  /** the sampler in place of the scheduler's own */
  readonly sampler?: SamplerName;
  /** the scale of classifier-free guidance; 1 for none */
  readonly guidance: number;
  readonly shape: DenoisingShape;
  /** pictures at a time */
  readonly batchSize: number;
}

/** The trained values, and the ramp's value. */
export type SampledValues = { parameters: NamedTensors; u: tf.Scalar };

/** Prompts to draw pictures for. */
export interface SamplingRequest {
  readonly parameters: NamedTensors;
  readonly u: number;
  /** hidden states of each picture's prompt, `[tokens, dim]` */
  readonly prompts: readonly Float32Array[];
  /** the hidden states without a prompt, for guidance */
  readonly noPrompt: Float32Array;
  /** Seed, series and the picture's number decide the initial noise, whatever the model, the adapter and the batch. */
  readonly seed: number;
  /** `picture` unless given */
  readonly series?: string;
  /** the numbers of the pictures; 0, 1, … unless given */
  readonly numbers?: readonly number[];
  readonly signal?: AbortSignal | undefined;
}

/** Samples repeatedly with one graph, which `dispose` frees. */
interface Sampler {
  /**
   * The latents of a picture for each prompt, `[height, width, channels]`, in their order. Throws the signal's
   * reason between two steps once it is aborted.
   */
  sample(request: SamplingRequest): AsyncGenerator<Float32Array, void>;
  /** Frees the graph. */
  dispose(): void;
}

/** @throws DreamBoothError `DENOISING_MODEL`; DiffusionError as `samplingPlan` */
export function openSampler(setting: SamplerSetting): Sampler {
  const { model, scheduler, steps, sampler, shape } = setting;
  checkShape(model, shape);
  const plan = samplingPlan(scheduler, { steps, ...(sampler && { sampler }) });
  const read = compile(({ context, trained }: Told) =>
    readContext(model, setting.passOf(trained), context),
  );
  const advance = compile(stepOf(setting, plan.clip));
  return {
    sample: (request) => sampled(setting, plan, { read, advance }, request),
    dispose() {
      read.dispose();
      advance.dispose();
    },
  };
}

/** The compiled functions: the layers that read texts, and a step. */
interface Graphs {
  readonly read: (told: Told) => NamedTensors;
  readonly advance: (inputs: StepInputs) => Drawn;
}

async function* sampled(
  { shape, guidance, batchSize }: SamplerSetting,
  plan: ReturnType<typeof samplingPlan>,
  { read, advance }: Graphs,
  { parameters, u, ...request }: SamplingRequest,
): AsyncGenerator<Float32Array, void> {
  const { prompts, signal } = request;
  const size = elementsOf(shape.latents);
  const ramp = tf.scalar(u);
  try {
    for (let from = 0; from < prompts.length; from += batchSize) {
      // The last batch is padded, so that one graph serves all; the padding is dropped below.
      const pictures = Array.from({ length: batchSize }, (_, i) =>
        Math.min(from + i, prompts.length - 1),
      );
      let now = tf.tidy((): Drawn => {
        const state = initialNoise(plan, noiseOf(shape, request, pictures));
        return { state, predicted: tf.zerosLike(state) };
      });
      const trained = { parameters, u: ramp };
      const context = contextOf(shape, guidance, request, pictures);
      const readings = read({ context, trained });
      try {
        for (const step of plan.steps) {
          await setImmediate(); // lets signals and timers in
          signal?.throwIfAborted();
          const next = tf.tidy(() => ({
            ...advance({ ...now, context, readings, trained, ...numbersOf(step) }),
          }));
          tf.dispose(now);
          now = next;
        }
        const values = await now.state.data<'float32'>();
        const count = Math.min(batchSize, prompts.length - from);
        for (let i = 0; i < count; i++) yield values.slice(i * size, (i + 1) * size);
      } finally {
        tf.dispose([now, context, readings]);
      }
    }
  } finally {
    ramp.dispose();
  }
}

/** The state of pictures during sampling. */
type Drawn = { state: tf.Tensor; predicted: tf.Tensor };

type StepNumbers = ReturnType<typeof numbersOf>;

/** A step's coefficients as tensors, so that one graph serves all steps. */
function numbersOf({ timestep, input, predicted, next }: SamplerStep) {
  const { state, output } = predicted;
  return {
    timestep: tf.scalar(timestep),
    input: tf.scalar(input),
    toPicture: { state: tf.scalar(state), output: tf.scalar(output) },
    toNext: {
      state: tf.scalar(next.state),
      output: tf.scalar(next.output),
      predicted: tf.scalar(next.predicted),
      before: tf.scalar(next.before),
    },
  };
}

/** The texts for the pictures, and the values of the trained tensors. */
type Told = { context: tf.Tensor3D; trained: SampledValues };

type StepInputs = Drawn & Told & { readings: NamedTensors } & StepNumbers;

function stepOf({ model, passOf, guidance }: SamplerSetting, clip: number | undefined) {
  const isGuided = guidance !== 1;
  return ({
    state,
    predicted,
    context,
    readings,
    trained,
    timestep,
    input,
    toPicture,
    toNext,
  }: StepInputs): Drawn => {
    const pass = passOf(trained);
    const latents = tf.mul<tf.Tensor4D>(state, input);
    const [pictures] = latents.shape;
    const seen = { latents, timesteps: tf.mul<tf.Tensor1D>(tf.ones([pictures]), timestep) };
    /** The network's output for some pictures, with their texts from row `from` on. */
    const output = (some: typeof seen, from: number) => {
      const count = some.timesteps.size;
      const texts = batchRows({ context }, from, count);
      return model.predict(
        { ...some, ...texts },
        withReadings(pass, batchRows(readings, from, count)),
      );
    };
    // The pictures with and without a prompt are one tensor, so that the layers before the first text run once.
    const told = isGuided
      ? guided(output(seen, 0), output(seen, pictures), guidance)
      : inHalves(pictures, (from, count) => output(batchRows(seen, from, count), from));
    const coefficients = { predicted: toPicture, next: toNext };
    return { ...takeStep(coefficients, state, told, predicted, clip) };
  };
}

type Asked = Pick<SamplingRequest, 'prompts' | 'noPrompt' | 'seed' | 'series' | 'numbers'>;

function noiseOf(
  shape: DenoisingShape,
  { seed, series = 'picture', numbers }: Asked,
  pictures: readonly number[],
): tf.Tensor4D {
  const size = elementsOf(shape.latents);
  const values = new Float32Array(pictures.length * size);
  pictures.forEach((picture, i) => {
    const random = randomStream(seed, series, numbers?.[picture] ?? picture);
    for (let at = 0; at < size; at++) values[i * size + at] = random.normal();
  });
  return tf.tensor4d(values, [pictures.length, ...shape.latents]);
}

/** The prompts' hidden states; with guidance, preceded by as many without a prompt. */
function contextOf(
  shape: DenoisingShape,
  guidance: number,
  { prompts, noPrompt }: Asked,
  pictures: readonly number[],
): tf.Tensor3D {
  const told = pictures.map((picture) => prompts[picture] as Float32Array);
  const all = guidance === 1 ? told : [...told.map(() => noPrompt), ...told];
  const values = new Float32Array(all.length * elementsOf(shape.text));
  all.forEach((states, i) => values.set(states, i * elementsOf(shape.text)));
  return tf.tensor3d(values, [all.length, ...shape.text]);
}
