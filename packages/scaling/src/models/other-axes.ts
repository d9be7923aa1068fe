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

function deepResidualMlp(
  name: string,
  title: string,
  branchText: string,
  branch: (depth: number) => number,
): ModelFamily {
  return {
    name,
    title,
    grows: 'depth',
    describes: `the residual MLP of width ${width} in μP with n blocks, h ← h + ${branchText}W relu(h)`,
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
export const deepResidualMlpFamily = deepResidualMlp(
  'deep-residual-mlp',
  'residual MLP of growing depth',
  '',
  () => 1,
);

/**
 * Residual blocks over √depth, which keeps h of order 1 at any depth. What the blocks' changes add up to then keeps its order
 * with rates ∝ depth^−1/2 under Adam (Yang et al., arXiv 2310.02244, table 1).
 */
export const deepScaledMlpFamily = deepResidualMlp(
  'deep-scaled-mlp',
  'residual MLP of growing depth, blocks over √depth',
  'n^−1/2 ',
  (depth) => 1 / Math.sqrt(depth),
);

/** The residual MLP with two blocks on more and more samples. */
export const batchMlpFamily: ModelFamily = {
  name: 'batch-mlp',
  title: 'residual MLP on a growing batch',
  grows: 'batch',
  describes: `the residual MLP of width ${width} in μP with two blocks, on n samples`,
  signal: { kind: 'readout', exponent: -1 },
  build: (size, random) =>
    residualNetwork({ width, samples: size, blocks: blocksOf(2), branch: 1, readoutStd }, random),
};
