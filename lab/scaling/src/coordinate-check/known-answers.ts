import type { Expectation } from './expectation.ts';

/** A network trained whole whose scaling is known, to test the check itself. */
export type KnownAnswer = (typeof knownAnswers)[number];

const modules = ['in', 'blocks.0', 'blocks.1', 'out'] as const;

/** Expectations from exponents in module order: those of the size before training, and of the first step's change. */
function exponents(size: readonly number[], change: readonly number[]): Expectation[] {
  const reason = 'its scaling is known';
  return modules.flatMap((module, i): Expectation[] => [
    { modules: module, quantity: 'size', step: 0, exponent: size[i] ?? NaN, reason },
    { modules: module, quantity: 'change', step: 1, exponent: change[i] ?? NaN, reason },
  ]);
}

const flat = [0, 0, 0, 0];

/**
 * The scaling of the residual MLP f = Wout h₂, hₗ₊₁ = hₗ + Wₗ φ(hₗ), h₀ = Win x with all weights trained, to
 * first order in the rate η (Yang et al., arXiv 2203.03466, section 5). The gradient at hₗ has entries of the
 * size of Wout's, n^-1/2 or in μP n^-1. Therefore:
 *
 * - Gradient descent: ∆W has entries η · n^-1/2, aligned with φ(h), so the sum ∆W φ(h) over n inputs is
 *   η · n^1/2. ∆Win x has few inputs: η · n^-1/2. The output changes by its gradient's squared norm: η · n.
 * - Adam: ∆W has entries η: ∆W φ(h) is η · n, ∆Win x is η, and Wout ∆h is η · n^3/2, since ∆h has the
 *   signs of Wout.
 * - In μP each layer's rate compensates for this: all changes are η. Its output starts at n^-1/2.
 *
 * The rate at width n is rate · (n / 64)^rateExponent; outside μP it is so small that the first step is linear in it at every width.
 */
export const knownAnswers = [
  {
    family: 'residual-mlp-sp',
    optimiser: 'adam',
    rateExponent: 0,
    rate: 1e-5,
    says: 'standard parametrisation, Adam, one rate at all widths: explodes',
    expectations: exponents(flat, [0, 1, 1, 3 / 2]),
  },
  {
    family: 'residual-mlp-sp',
    optimiser: 'gd',
    rateExponent: 0,
    rate: 1e-4,
    says: 'standard parametrisation, gradient descent, one rate at all widths: explodes',
    expectations: exponents(flat, [-1 / 2, 1 / 2, 1 / 2, 1]),
  },
  {
    family: 'residual-mlp-sp',
    optimiser: 'gd',
    rateExponent: -1,
    rate: 1e-2,
    says: 'standard parametrisation, gradient descent, rate ∝ 1/n: features stand still',
    expectations: exponents(flat, [-3 / 2, -1 / 2, -1 / 2, 0]),
  },
  {
    family: 'residual-mlp-mup',
    optimiser: 'adam',
    rateExponent: 0,
    rate: 0.1,
    says: 'μP, Adam: every change keeps its size',
    expectations: exponents([0, 0, 0, -1 / 2], flat),
  },
  {
    family: 'residual-mlp-mup',
    optimiser: 'gd',
    rateExponent: 0,
    rate: 0.1,
    says: 'μP, gradient descent: every change keeps its size',
    expectations: exponents([0, 0, 0, -1 / 2], flat),
  },
];
