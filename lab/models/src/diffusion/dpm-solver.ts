import {
  mixtureAt,
  predictionsOf,
  type Mixture,
  type SamplerSettings,
  type SamplerStep,
} from './sampler-step.ts';
import type { SchedulerConfig } from './scheduler-config.ts';
import { positiveAlphas, sigmasAt } from './sigmas.ts';
import { dpmTimesteps } from './timestep-spacing.ts';

/** diffusers keeps the last step of a shorter run at first order. */
const longRun = 15;

/**
 * DPM-Solver++ (2M) (Lu et al., arXiv 2211.01095, algorithm 2), the midpoint variant. With `k = α′ (1 −
 * σ′/σ)`, `h` the step in `λ = −log σ`, and r the previous step's h over this one's: `x′ = (σ̃′/σ̃) x + k
 * (x̂₀ + (x̂₀ − previous x̂₀) / 2r)`, where σ̃ = α σ. The first step, and the last unless the config says
 * otherwise, are of first order, without the second term.
 */
export function dpmSolverSteps(settings: SamplerSettings) {
  const { config, steps } = settings;
  const { numTrainTimesteps: count, stepsOffset: offset } = config;
  const alphas = positiveAlphas(settings);
  const last = count - tooNoisy(alphas, config.lambdaMinClipped);
  const spacing = config.timestepSpacing ?? 'linspace';
  const timesteps = dpmTimesteps(spacing, { count, steps, offset }, last);
  const sigmas = sigmasAt(timesteps, alphas, config.finalSigmasType);
  const at = (i: number) => sigmas[i] as number;
  const made = timesteps.map((timestep, i): SamplerStep => {
    const [mixture, after] = [mixtureOf(at(i)), mixtureOf(at(i + 1))];
    const k = after.picture * (1 - at(i + 1) / at(i));
    const isFirstOrder =
      i === 0 || config.solverOrder === 1 || (i === timesteps.length - 1 && endsLow(config, i + 1));
    const step = (j: number) => Math.log(at(j) / at(j + 1));
    const half = isFirstOrder ? 0 : (k * step(i)) / step(i - 1) / 2;
    return {
      timestep,
      input: 1,
      predicted: predictionsOf(config.predictionType, mixture).picture,
      next: { state: after.noise / mixture.noise, output: 0, predicted: k + half, before: -half },
    };
  });
  return { steps: made, initialScale: 1 };
}

function endsLow(config: SchedulerConfig, steps: number): boolean {
  const { eulerAtFinal, lowerOrderFinal, finalSigmasType } = config;
  return eulerAtFinal || (lowerOrderFinal && steps < longRun) || finalSigmasType === 'zero';
}

/** The number of timesteps with `λ = log √(ᾱ / (1 − ᾱ))` below `least`. */
function tooNoisy(alphas: Float32Array, least: number): number {
  return alphas.filter((alpha) => Math.log(alpha / (1 - alpha)) / 2 < least).length;
}

function mixtureOf(sigma: number): Mixture {
  return mixtureAt(1 / (sigma ** 2 + 1));
}
