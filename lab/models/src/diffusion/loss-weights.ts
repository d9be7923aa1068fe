import { badGamma } from './errors.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import type { Prediction } from './scheduler-config.ts';

/** The signal-to-noise ratio (SNR) at each timestep, `ᾱ / (1 − ᾱ)`. */
export function signalToNoise({ alphasCumprod }: NoiseSchedule): Float32Array {
  return alphasCumprod.map((alpha) => alpha / (1 - alpha));
}

/** The largest weight of a predicted picture: without it, timesteps with little noise would dominate. */
const mostOfPicture = 20;

/**
 * The factor of each timestep's squared error: 1, and for predicted pictures `SNR + 1`, which makes it the error of v
 * (Salimans & Ho, arXiv 2202.00512), but at most 20. With a gamma it is min-SNR's weight (Hang et al., arXiv 2303.09556):
 * `min(SNR, γ) / SNR` for predicted noise, `min(SNR, γ) / (SNR + 1)` for v, `min(SNR, γ)` for pictures. For v diffusers'
 * DreamBooth script uses `min(SNR, γ) / SNR + 1` instead; its text-to-image script uses the form here.
 *
 * @param gamma 5 in the paper; undefined for no weighting
 * @throws DiffusionError `LOSS_WEIGHT`
 */
export function lossWeights(
  schedule: NoiseSchedule,
  prediction: Prediction,
  gamma?: number,
): Float32Array {
  const ratios = signalToNoise(schedule);
  if (gamma === undefined)
    return ratios.map((ratio) =>
      prediction === 'sample' ? Math.min(ratio + 1, mostOfPicture) : 1,
    );
  if (!(gamma > 0)) throw badGamma(gamma);
  // This form of min(SNR, γ) / SNR also holds at an SNR of 0.
  return ratios.map((ratio) => {
    if (prediction === 'epsilon') return Math.min(1, gamma / ratio);
    return Math.min(ratio, gamma) / (prediction === 'sample' ? 1 : ratio + 1);
  });
}
