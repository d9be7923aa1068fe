import type { SamplerSettings } from './sampler-step.ts';

/** ᾱ for samplers that divide by it: the last of a schedule with zero terminal SNR is not quite zero. */
export function positiveAlphas({ config, alphasCumprod }: SamplerSettings): Float32Array {
  if (!config.rescaleBetasZeroSnr) return alphasCumprod;
  return alphasCumprod.with(-1, 2 ** -24);
}

/**
 * `σ = √((1 − ᾱ) / ᾱ)`, noise over picture (Karras et al., arXiv 2206.00364), at the given
 * timesteps, interpolated between whole ones; the final one is 0, or the smallest σ.
 */
export function sigmasAt(
  timesteps: readonly number[],
  alphasCumprod: Float32Array,
  end: 'zero' | 'sigma_min',
): number[] {
  const sigma = (t: number) => {
    const alpha = alphasCumprod[Math.min(t, alphasCumprod.length - 1)] as number;
    return Math.sqrt((1 - alpha) / alpha);
  };
  const between = timesteps.map((t) => {
    const low = Math.floor(t);
    return sigma(low) + (t - low) * (sigma(low + 1) - sigma(low));
  });
  return [...between, end === 'zero' ? 0 : sigma(0)];
}
