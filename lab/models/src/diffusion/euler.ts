import type { SamplerSettings, SamplerStep } from './sampler-step.ts';
import type { Prediction } from './scheduler-config.ts';
import { positiveAlphas, sigmasAt } from './sigmas.ts';
import { timestepsOf } from './timestep-spacing.ts';

/** The factors of the predicted picture for a state `x₀ + σ ε`, which the network reads multiplied by `input`. */
const pictureOf: Readonly<
  Record<Prediction, (sigma: number, input: number) => SamplerStep['predicted']>
> = {
  epsilon: (sigma) => ({ state: 1, output: -sigma }),
  v_prediction: (sigma, input) => ({ state: input ** 2, output: -sigma * input }),
  sample: () => ({ state: 0, output: 1 }),
};

/**
 * Euler's method (Karras et al., arXiv 2206.00364, algorithm 1) on the state `x₀ + σ ε`: `x′ = x +
 * (σ′ − σ) (x − x̂₀) / σ`. The network reads `x / √(σ² + 1)`.
 */
export function eulerSteps(settings: SamplerSettings) {
  const { config, steps } = settings;
  const { numTrainTimesteps: count, stepsOffset: offset, predictionType } = config;
  const spacing = config.timestepSpacing ?? 'linspace';
  // They need not be whole.
  const timesteps = timestepsOf(spacing, { count, steps, offset }, Math.fround);
  const sigmas = sigmasAt(timesteps, positiveAlphas(settings), config.finalSigmasType);
  const made = timesteps.map((timestep, i): SamplerStep => {
    const [sigma, after] = [sigmas[i] as number, sigmas[i + 1] as number];
    const input = 1 / Math.sqrt(sigma ** 2 + 1);
    return {
      timestep,
      input,
      predicted: pictureOf[predictionType](sigma, input),
      next: { state: after / sigma, output: 0, predicted: 1 - after / sigma, before: 0 },
    };
  });
  const largest = Math.max(...sigmas);
  const initialScale = spacing === 'leading' ? Math.sqrt(largest ** 2 + 1) : largest;
  return { steps: made, initialScale };
}
