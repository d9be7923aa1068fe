import type { Prediction, SchedulerConfig } from './scheduler-config.ts';

/** `picture · x₀ + noise · ε` */
export interface Mixture {
  readonly picture: number;
  readonly noise: number;
}

/** One call of the network and the use of its output: all samplers are sums of the same few terms. */
export interface SamplerStep<C = number> {
  /** The timestep for the network. Euler's need not be whole. */
  readonly timestep: number;
  /** The factor of the state at the network's input. */
  readonly input: C;
  /** The predicted picture: `x̂₀ = state · x + output · network(input · x, timestep)` */
  readonly predicted: { readonly state: C; readonly output: C };
  /** `x′ = state · x + output · network(…) + predicted · x̂₀ + before · (the previous step's x̂₀)` */
  readonly next: {
    readonly state: C;
    readonly output: C;
    readonly predicted: C;
    readonly before: C;
  };
}

/** The settings from which a sampler makes its steps. */
export interface SamplerSettings {
  readonly config: SchedulerConfig;
  readonly alphasCumprod: Float32Array;
  readonly steps: number;
}

/**
 * The predicted picture and noise of a state `√ᾱ x₀ + √(1 − ᾱ) ε`, as weighted sums of state and
 * output (Salimans & Ho, arXiv 2202.00512, for v).
 */
export function predictionsOf(prediction: Prediction, { picture, noise }: Mixture) {
  if (prediction === 'epsilon') {
    return {
      picture: { state: 1 / picture, output: -noise / picture },
      noise: { state: 0, output: 1 },
    };
  }
  if (prediction === 'sample') {
    return {
      picture: { state: 0, output: 1 },
      noise: { state: 1 / noise, output: -picture / noise },
    };
  }
  return {
    picture: { state: picture, output: -noise },
    noise: { state: noise, output: picture },
  };
}

/** `√ᾱ` and `√(1 − ᾱ)` */
export function mixtureAt(alphaCumprod: number): Mixture {
  return { picture: Math.sqrt(alphaCumprod), noise: Math.sqrt(1 - alphaCumprod) };
}
