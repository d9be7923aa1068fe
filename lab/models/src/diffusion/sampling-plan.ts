import { ddimSteps } from './ddim.ts';
import { dpmSolverSteps } from './dpm-solver.ts';
import {
  badSteps,
  beyondTraining,
  missingSampler,
  repeatedTimesteps,
  unknownSampler,
} from './errors.ts';
import { eulerSteps } from './euler.ts';
import { noiseSchedule } from './noise-schedule.ts';
import type { SamplerStep } from './sampler-step.ts';
import type { SamplerName, SchedulerConfig } from './scheduler-config.ts';

/** The number of steps for a picture, and the sampler. */
export interface SamplingOptions {
  /** how often the network is called */
  readonly steps: number;
  /** a sampler instead of the config's own; it keeps those of the config's settings that it has */
  readonly sampler?: SamplerName;
}

/** All coefficients of a sampling run, in order, for `initialState` and `takeStep`. */
export interface SamplingPlan {
  readonly sampler: SamplerName;
  /** The first step starts from standard normal noise times this. */
  readonly initialScale: number;
  readonly steps: readonly SamplerStep[];
  /** Predicted pictures are clipped to ± this. */
  readonly clip: number | undefined;
}

/** Each sampler's steps, and the scale of its initial noise. */
const samplers = { ddim: ddimSteps, euler: eulerSteps, 'dpm-solver++': dpmSolverSteps };

/**
 * Plans sampling: the timesteps at which the network is called, and the use of its outputs.
 *
 * @throws DiffusionError `SAMPLER_MISSING` where neither the config nor the options name a sampler,
 *   `SAMPLING_STEPS`, `SAMPLING_NO_SIGNAL`
 */
export function samplingPlan(config: SchedulerConfig, options: SamplingOptions): SamplingPlan {
  const { steps, sampler = config.sampler } = options;
  if (!sampler) throw missingSampler(config.className, Object.keys(samplers));
  if (!Object.hasOwn(samplers, sampler)) throw unknownSampler(sampler, Object.keys(samplers));
  const { numTrainTimesteps: count } = config;
  if (!Number.isInteger(steps) || steps < 1 || steps > count) throw badSteps(steps, count);
  const { alphasCumprod } = noiseSchedule(config);
  const solved = samplers[sampler]({ config, alphasCumprod, steps });

  const timesteps = solved.steps.map(({ timestep }) => timestep);
  const [begin] = solved.steps;
  const goesDown = timesteps.every((t, i) => t >= 0 && t < (timesteps[i - 1] ?? Infinity));
  if (!begin || !goesDown) throw repeatedTimesteps(steps);
  if (begin.timestep > count - 1) throw beyondTraining(begin.timestep, count);
  return {
    sampler,
    initialScale: solved.initialScale,
    steps: solved.steps,
    clip: sampler === 'ddim' && config.clipSample ? config.clipSampleRange : undefined,
  };
}
