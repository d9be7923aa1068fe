import { ddimSteps } from './ddim.ts';
import { dpmSolverSteps } from './dpm-solver.ts';
import {
  badStrength,
  badSteps,
  beyondTraining,
  missingSampler,
  repeatedTimesteps,
} from './errors.ts';
import { eulerSteps } from './euler.ts';
import { noiseSchedule } from './noise-schedule.ts';
import type { Mixture, SamplerSettings, SamplerStep } from './sampler-step.ts';
import type { SamplerName, SchedulerConfig } from './scheduler-config.ts';

/** How many steps a picture takes, by which sampler, and from where. */
export interface SamplingOptions {
  /** how often the network is called */
  readonly steps: number;
  /** in place of the config's own, with its settings as far as it has them */
  readonly sampler?: SamplerName;
  /** Begins from a picture instead of from noise: the share of the steps that are taken, above 0 up to 1. */
  readonly strength?: number;
}

/** All numbers of a sampling run, in order; `initialState` and `takeStep` use them. */
export interface SamplingPlan {
  readonly sampler: SamplerName;
  /** The state that the first step takes. */
  readonly start: Mixture;
  readonly steps: readonly SamplerStep[];
  /** Predicted pictures are cut to ± this. */
  readonly clip: number | undefined;
}

/** By sampler: its steps, and the factor of noise in which it begins. */
const samplers: Readonly<Record<SamplerName, (settings: SamplerSettings) => Solved>> = {
  ddim: ddimSteps,
  euler: eulerSteps,
  'dpm-solver++': dpmSolverSteps,
};

interface Solved {
  readonly steps: readonly SamplerStep[];
  /** of pure noise, at the first */
  readonly initialScale: number;
}

/**
 * Plans to sample: at which timesteps the network is called, and what is made of its outputs.
 *
 * @throws DiffusionError `SAMPLER_MISSING` where neither the config nor the options name a sampler,
 *   `SAMPLING_STEPS`, `SAMPLING_STRENGTH`, `SAMPLING_NO_SIGNAL`
 */
export function samplingPlan(config: SchedulerConfig, options: SamplingOptions): SamplingPlan {
  const { steps, strength, sampler = config.sampler } = options;
  if (!sampler) throw missingSampler(config.className, Object.keys(samplers));
  const { numTrainTimesteps: count } = config;
  if (!Number.isInteger(steps) || steps < 1 || steps > count) throw badSteps(steps, count);
  const { alphasCumprod } = noiseSchedule(config);
  const first = strength === undefined ? 0 : firstStep(steps, strength);
  const solved = samplers[sampler]({ config, alphasCumprod, steps, first });

  const timesteps = solved.steps.map(({ timestep }) => timestep);
  const [begin] = solved.steps;
  const goesDown = timesteps.every((t, i) => t >= 0 && t < (timesteps[i - 1] ?? Infinity));
  if (!begin || !goesDown) throw repeatedTimesteps(steps);
  if (begin.timestep > count - 1) throw beyondTraining(begin.timestep, count);
  return {
    sampler,
    start: strength === undefined ? { picture: 0, noise: solved.initialScale } : begin.mixture,
    steps: solved.steps,
    clip: sampler === 'ddim' && config.clipSample ? config.clipSampleRange : undefined,
  };
}

/** Which step a picture enters at (Meng et al., SDEdit, arXiv 2108.01073), as diffusers counts. */
function firstStep(steps: number, strength: number): number {
  const taken = Math.floor(steps * strength);
  if (!(strength > 0 && strength <= 1) || taken < 1) throw badStrength(strength);
  return steps - taken;
}
