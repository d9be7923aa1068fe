import type { Exponent } from '../algebra/exponent.ts';
import type { FactorModel, ParameterValues } from './factor-model.ts';
import type { BackwardSignal } from './signal.ts';
import type { DerivedLine } from './trace.ts';

/**
 * The size of a step's entries before the learning rate, as an optimiser declares it. `damped` is Adam with an ε of
 * Θ(1): Θ(1) where the gradient's entries are at least that, and the gradient's own size where they are smaller.
 */
export type StepEntries = 'gradient' | 'constant' | 'damped';

/** One adapted layer in training, with its dependence on the width n. */
export interface ExponentProblem {
  readonly factors: FactorModel;
  readonly signal: BackwardSignal;
  readonly optimiser: StepEntries;
  /** Random parameters start with entries Θ(n^initExponent): −1/2 for a fan of the width, 0 for a fan of the rank. */
  readonly initExponent: number;
  /** The number of steps, counted from 1. */
  readonly steps: number;
  /** The ramp's length T in steps: u is 0 before the first step, and Θ(1) after it. 0 or absent: u is 1. */
  readonly ramp?: number;
  /** Whether the optimiser's step also subtracts a Θ(rate) share of each decaying parameter. */
  readonly decay?: boolean;
  /** A layer has n outputs; the toy of LoRA+ (arXiv 2402.12354) has one. */
  readonly outputs?: 'width' | 'one';
  /** The input has entries Θ(n^inputExponent): absent or 0, so that its norm is Θ(√n); −1/2 for a norm of Θ(1). */
  readonly inputExponent?: number;
}

/** How the predicted quantities are written, in display order. */
export const quantitySymbols = {
  A: 'A',
  Qx: 'Qᵀx',
  f: 'f',
  deltaA: 'ΔA',
  deltaQx: 'Δ(Qᵀx)',
  delta1: 'δ₁',
  delta2: 'δ₂',
  delta3: 'δ₃',
  deltaF: 'Δf',
  deltaOut: 'Δo',
} as const;
export type QuantityName = keyof typeof quantitySymbols;
/** The names of all predicted quantities, in display order. */
export const quantityNames = Object.keys(quantitySymbols) as QuantityName[];

/**
 * The prediction for a step. `A` (the first parameter's entries), `Qx` = Qᵀx and `f`, the trained parameters' part of
 * the layer’s output, are values before the step; `deltaA` and `deltaQx` are their changes in it. `delta1` = ΔP (Qᵀx),
 * `delta2` = P (ΔQᵀx) and `delta3` = ΔP (ΔQᵀx) are the step's changes of P Qᵀx, at the ramp's value after the step.
 * `deltaF` is the change of the layer's output, including ramp and magnitude. `deltaOut` is that of the network's
 * output: of wᵀf with a readout w, else of the layer's. All are root mean squares of entries.
 */
export interface ExponentStep {
  readonly step: number;
  readonly quantities: Readonly<Record<QuantityName, Exponent>>;
  /** All lines of the step's computation, in order of dependence. */
  readonly lines: readonly DerivedLine[];
  /** The parameters after the step. */
  readonly parameters: ParameterValues;
  /** Their changes during the step. */
  readonly changes: ParameterValues;
}
