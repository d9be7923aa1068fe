import type { FactorModel } from '../prediction/factor-model.ts';
import { predictExponents } from '../prediction/predict.ts';
import type { ExponentProblem } from '../prediction/problem.ts';
import { goalOf } from './goals.ts';
import { solve } from './solve.ts';

/**
 * The exponent c of the best learning rate Θ(n^c), for an optimiser that moves entries by about the rate, under a readout of n
 * entries Θ(n^readout): the largest at which the network's output moves by Θ(1). A rate that does so in the second step does so
 * in later ones, too. Random parameters start with entries n^-1/2. Null where no c does this.
 */
export function alignedRate(factors: FactorModel, readout: number): number | null {
  const problem: ExponentProblem = {
    factors,
    signal: { kind: 'readout', exponent: readout },
    optimiser: 'constant',
    initExponent: -1 / 2,
    steps: 2,
  };
  const { rates } = solve(problem, predictExponents(problem), goalOf('network'));
  return rates.at(-1)?.high?.valueOf() ?? null;
}
