import { residualNetwork } from './residual-network.ts';
import type { KnownException, ModelFamily } from './width-model.ts';

const width = 128;
const samples = 64;

/** As in μP, which is what lets a rate carry over to other widths. */
const readoutStd = 1 / width;

/** The blocks' names: two that every depth has, and those between. */
const blocksOf = (depth: number): string[] => [
  'first',
  ...Array.from({ length: Math.max(0, depth - 2) }, (_, i) => `between.${i}`),
  'last',
];

/** The changes of all blocks add up in `out`. */
const ownChange: KnownException = {
  modules: ['first', 'last'],
  quantity: 'change',
  verdict: 'vanishing',
  reason:
    'one block’s own change follows the rate, which falls with the depth; the network’s is the sum of all blocks’, in out',
};

/** The residual MLP in μP with n blocks, h ← h + branch(n) · W relu(h). */
function deepResidualMlp(name: string, branch: (depth: number) => number): ModelFamily {
  return {
    name,
    grows: 'depth',
    signal: { kind: 'readout', exponent: -1 },
    widest: 64,
    build: (depth, random) =>
      residualNetwork(
        { width, samples, blocks: blocksOf(depth), branch: branch(depth), readoutStd },
        random,
      ),
    exceptions: [ownChange],
  };
}

/** Residual blocks added as they are: each multiplies h² by 3/2 in the mean, so h grows exponentially with depth. */
export const deepResidualMlpFamily = deepResidualMlp('deep-residual-mlp', () => 1);

/**
 * Residual blocks over √depth, which keeps h of order 1 at any depth. What the blocks' changes add up to then keeps its order
 * with rates ∝ depth^−1/2 under Adam (Yang et al., arXiv 2310.02244, table 1).
 */
export const deepScaledMlpFamily = deepResidualMlp(
  'deep-scaled-mlp',
  (depth) => 1 / Math.sqrt(depth),
);

/** The residual MLP with two blocks on more and more samples. */
export const batchMlpFamily: ModelFamily = {
  name: 'batch-mlp',
  grows: 'batch',
  signal: { kind: 'readout', exponent: -1 },
  build: (size, random) =>
    residualNetwork({ width, samples: size, blocks: blocksOf(2), branch: 1, readoutStd }, random),
};
