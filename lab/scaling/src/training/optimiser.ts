import type { Adapter } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import type * as tf from '@tensorflow/tfjs-core';
import type { StepEntries } from '../exponents/prediction/problem.ts';

/** Parameters and the optimiser's moments, all by parameter name. */
export type OptimiserState = { parameters: NamedTensors; moments: NamedTensors[] };

/** The per-step inputs other than the state: a recorded step is replayed with new values. */
export interface OptimiserScalars {
  readonly learningRate: tf.Scalar;
  /** Adam's bias corrections `1 − β₁ᵗ` and `√(1 − β₂ᵗ)`; the others ignore them. */
  readonly correction1: tf.Scalar;
  readonly correction2: tf.Scalar;
}

/** The trained parameters by name, each with its factor of the learning rate and whether it decays; and an adapter's layers. */
export type TrainedParameters = Pick<Adapter, 'groups'> & Partial<Pick<Adapter, 'layers'>>;

/** An optimiser as a pure function of tensors. */
export interface Optimiser {
  readonly name: string;
  readonly title: string;
  /** The initial moments. @throws {ScalingError} as `step` */
  moments(parameters: NamedTensors, trained: TrainedParameters): NamedTensors[];
  /**
   * The size of a step's entries before the learning rate: the gradient's own, or of order 1 for any gradient, or the latter up
   * to a constant ε. The infinite-width limit depends on nothing else. Null for other steps, for which nothing is derived.
   */
  readonly entries: StepEntries | null;
  /** Adam's β₁ and β₂. */
  readonly betas?: readonly [number, number];
  /** Whether a step also subtracts a share of each parameter. */
  readonly decays: boolean;
  /**
   * The state after one step. Nothing is disposed of.
   * @throws {ScalingError} `SCALING_UNSCALABLE` where it needs an adapter of two factors, or of one, and there is none
   */
  step(
    state: OptimiserState,
    gradients: NamedTensors,
    trained: TrainedParameters,
    scalars: OptimiserScalars,
  ): OptimiserState;
}

/** Whether its steps have entries of order 1, for gradients that do not shrink with the width. */
export const isAdaptive = ({ entries }: Pick<Optimiser, 'entries'>): boolean =>
  entries === 'constant' || entries === 'damped';
