import { noSignal } from './errors.ts';
import {
  mixtureAt,
  predictionsOf,
  type SamplerSettings,
  type SamplerStep,
} from './sampler-step.ts';
import { roundHalfEven, timestepsOf } from './timestep-spacing.ts';

/**
 * DDIM (Song et al., arXiv 2010.02502, eq. 12) without added noise (η = 0): `x′ = √ᾱ′ x̂₀ + √(1 − ᾱ′)
 * ε̂`. As in diffusers, ᾱ′ belongs to the timestep `⌊count / steps⌋` earlier, whatever the spacing, and
 * ε̂ belongs to x̂₀ before clipping.
 */
export function ddimSteps({ config, alphasCumprod, steps }: SamplerSettings) {
  const { numTrainTimesteps: count, stepsOffset: offset, predictionType } = config;
  const final = config.setAlphaToOne ? 1 : (alphasCumprod[0] ?? 1);
  const spacing = config.timestepSpacing ?? 'leading';
  const timesteps = timestepsOf(spacing, { count, steps, offset }, roundHalfEven);
  const made = timesteps.map((timestep): SamplerStep => {
    const mixture = mixtureAt(alphasCumprod[timestep] ?? 0);
    if (mixture.picture === 0 && predictionType === 'epsilon' && timestep < count)
      throw noSignal(timestep);
    const earlier = timestep - Math.floor(count / steps);
    const after = mixtureAt(earlier >= 0 ? (alphasCumprod[earlier] ?? 1) : final);
    const { picture, noise } = predictionsOf(predictionType, mixture);
    return {
      timestep,
      input: 1,
      predicted: picture,
      next: {
        state: after.noise * noise.state,
        output: after.noise * noise.output,
        predicted: after.picture,
        before: 0,
      },
    };
  });
  return { steps: made, initialScale: 1 };
}
