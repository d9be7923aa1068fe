import { mupRateScale, mupReadout } from './mup.ts';
import { residualNetwork, type ResidualShape } from './residual-network.ts';
import type { ModelFamily } from './width-model.ts';

/** A residual MLP, with the meaning of n. */
interface Residual extends Omit<ModelFamily, 'build' | 'signal'> {
  /** The standard deviation of the readout's weights is n^readout at width n. */
  readonly readout: number;
  readonly shape: (
    n: number,
  ) => Partial<Pick<ResidualShape, 'width' | 'samples' | 'branch' | 'blocks'>>;
}

const residual = ({ readout, shape, ...family }: Residual): ModelFamily => ({
  ...family,
  signal: { kind: 'readout', exponent: readout },
  build(n, random) {
    const { width = 128, ...own } = shape(n);
    const usual = { samples: 64, blocks: blocksOf(2), branch: 1 };
    return residualNetwork({ ...usual, ...own, width, readoutStd: width ** readout }, random);
  },
});

/** The blocks' names: two that exist at every depth, and the ones between them. */
const blocksOf = (depth: number): string[] => [
  'first',
  ...Array.from({ length: Math.max(0, depth - 2) }, (_, i) => `between.${i}`),
  'last',
];

/** f(x) = Wout h₂ with h₀ = Win x and hₗ₊₁ = hₗ + Wₗ relu(hₗ). */
const ofWidth = (width: number) => ({ width, blocks: ['blocks.0', 'blocks.1'] });

/** A network in μP with n blocks, h ← h + branch(n) · W relu(h). */
const deep = (name: string, branch: (depth: number) => number): ModelFamily =>
  residual({
    name,
    grows: 'depth',
    readout: -1,
    widest: 64,
    shape: (depth) => ({ blocks: blocksOf(depth), branch: branch(depth) }),
    expectations: ['first', 'last'].map((modules) => ({
      modules,
      quantity: 'change',
      step: 'any',
      exponent: { most: 0 },
      reason:
        'one block’s own change follows the rate, which falls with the depth; the network’s is the sum of all blocks’, in out',
    })),
  });

export const residualFamilies: readonly ModelFamily[] = [
  /**
   * The maximal update parametrisation μP (Yang et al., arXiv 2203.03466, table 3): the standard
   * one, except for the readout, N(0, 1/n²), and for the rates of layers that are trained whole.
   */
  residual({
    name: 'residual-mlp-mup',
    readout: -1,
    widest: 1024,
    shape: ofWidth,
    rateScale: mupRateScale({ input: 'in', output: 'out' }),
    expectations: [mupReadout('out')],
  }),
  /** The standard parametrisation: every weight starts as N(0, 1/fan-in), one rate for all layers. */
  residual({ name: 'residual-mlp-sp', readout: -1 / 2, widest: 1024, shape: ofWidth }),
  /** Unscaled residual blocks: each multiplies h² by 3/2 on average, so h grows exponentially with depth. */
  deep('deep-residual-mlp', () => 1),
  /**
   * Residual blocks divided by √depth, which keeps h of order 1 at any depth. With rates ∝ depth^−1/2 under
   * Adam, the sum of the blocks' changes then keeps its order (Yang et al., arXiv 2310.02244, table 1).
   */
  deep('deep-scaled-mlp', (depth) => 1 / Math.sqrt(depth)),
  /** A network in μP with two blocks, on n samples. */
  residual({ name: 'batch-mlp', grows: 'batch', readout: -1, shape: (samples) => ({ samples }) }),
];
