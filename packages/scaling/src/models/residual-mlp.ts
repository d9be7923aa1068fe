import type { StepEntries } from '../exponents/prediction/problem.ts';
import { residualNetwork } from './residual-network.ts';
import type { KnownException, ModelFamily } from './width-model.ts';

const samples = 64;
const blocks = ['blocks.0', 'blocks.1'];

type Role = 'in' | 'hidden' | 'out';
type OfWidth = (width: number) => number;

const one: OfWidth = () => 1;
const n: OfWidth = (width) => width;
const inverse: OfWidth = (width) => 1 / width;

/** How starts and learning rates depend on width. */
interface Parametrisation {
  readonly name: string;
  /** The standard deviation of the readout's weights is n^readout. */
  readonly readout: number;
  /** What multiplies a layer's learning rate, by how large the optimiser's steps are. */
  readonly rates: Readonly<Record<StepEntries, Readonly<Record<Role, OfWidth>>>>;
  readonly exceptions: readonly KnownException[];
}

/**
 * The {@link residualNetwork} with two blocks: f(x) = Wout h₂ with h₀ = Win x and hₗ₊₁ = hₗ + Wₗ relu(hₗ).
 */
function residualMlp({ name, readout, rates, exceptions }: Parametrisation): ModelFamily {
  return {
    name,
    signal: { kind: 'readout', exponent: readout },
    widest: 1024,
    build: (width, random) => {
      const readoutStd = width ** readout;
      return residualNetwork({ width, samples, blocks, branch: 1, readoutStd }, random);
    },
    rateScale: ({ name }, width, { entries }) =>
      rates[entries ?? 'gradient'][name === 'in' || name === 'out' ? name : 'hidden'](width),
    exceptions,
  };
}

/** The standard parametrisation: every weight starts as N(0, 1/fan-in), one rate for all layers. */
export const residualMlpSpFamily = residualMlp({
  name: 'residual-mlp-sp',
  readout: -1 / 2,
  rates: {
    gradient: { in: one, hidden: one, out: one },
    constant: { in: one, hidden: one, out: one },
  },
  exceptions: [],
});

/**
 * The maximal update parametrisation μP (Yang et al., arXiv 2203.03466, table 3): as the standard
 * one but for the readout, N(0, 1/n²), and for the rates of layers that are trained whole.
 */
export const residualMlpMupFamily = residualMlp({
  name: 'residual-mlp-mup',
  readout: -1,
  rates: {
    gradient: { in: n, hidden: one, out: inverse },
    constant: { in: one, hidden: inverse, out: inverse },
  },
  exceptions: [
    {
      modules: ['out'],
      quantity: 'size',
      verdict: 'vanishing',
      reason:
        'the readout N(0, 1/n²) starts with an output of order n^-1/2, which training has to outgrow',
    },
  ],
});
