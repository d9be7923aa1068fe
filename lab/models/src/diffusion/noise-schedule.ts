import type { SchedulerConfig } from './scheduler-config.ts';

/** The share of the picture that remains at each training timestep. */
export interface NoiseSchedule {
  /** ᾱ_t, the product of 1 − β up to t: x_t = √ᾱ_t x₀ + √(1 − ᾱ_t) ε. In float32, as in diffusers. */
  readonly alphasCumprod: Float32Array;
}

/** The settings from which a schedule follows. */
export type NoiseScheduleConfig = Pick<
  SchedulerConfig,
  | 'numTrainTimesteps'
  | 'betaStart'
  | 'betaEnd'
  | 'betaSchedule'
  | 'trainedBetas'
  | 'rescaleBetasZeroSnr'
>;

/**
 * A schedule of variances β (Ho et al., arXiv 2006.11239): `linear`; `scaled_linear`, linear in √β
 * (Rombach et al., arXiv 2112.10752); `squaredcos_cap_v2`, whose ᾱ follows a squared cosine (Nichol &
 * Dhariwal, arXiv 2102.09672); or a model's own.
 */
export function noiseSchedule(config: NoiseScheduleConfig): NoiseSchedule {
  let product = 1;
  const alphas = betasOf(config).map((beta) => 1 - beta);
  const alphasCumprod = alphas.map((alpha) => (product *= alpha));
  return { alphasCumprod: config.rescaleBetasZeroSnr ? toZero(alphasCumprod) : alphasCumprod };
}

/**
 * The schedule rescaled so that nothing of the picture remains at the last timestep (Lin et al., arXiv 2305.08891,
 * algorithm 1).
 */
function toZero(alphasCumprod: Float32Array): Float32Array {
  const roots = Array.from(alphasCumprod, Math.sqrt);
  const [first = 1, last = 0] = [roots[0], roots.at(-1)];
  return Float32Array.from(roots, (root) => ((root - last) * (first / (first - last))) ** 2);
}

function betasOf(config: NoiseScheduleConfig): Float32Array {
  const { numTrainTimesteps: count, betaStart, betaEnd, betaSchedule, trainedBetas } = config;
  if (trainedBetas) return Float32Array.from(trainedBetas);
  if (betaSchedule === 'squaredcos_cap_v2') {
    const alphaBar = (t: number) => Math.cos((((t + 0.008) / 1.008) * Math.PI) / 2) ** 2;
    const beta = (t: number) =>
      Math.min(1 - alphaBar((t + 1) / count) / alphaBar(t / count), 0.999);
    return Float32Array.from({ length: count }, (_, t) => beta(t));
  }
  if (betaSchedule === 'linear') return between(betaStart, betaEnd, count);
  return between(Math.sqrt(betaStart), Math.sqrt(betaEnd), count).map((root) => root * root);
}

function between(start: number, end: number, count: number): Float32Array {
  const step = count > 1 ? (end - start) / (count - 1) : 0;
  return Float32Array.from({ length: count }, (_, i) => start + i * step);
}
