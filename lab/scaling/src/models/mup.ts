import type { Expectation } from '../coordinate-check/expectation.ts';
import { isAdaptive } from '../training/optimiser.ts';
import type { ModelFamily } from './width-model.ts';

/** The slots of a network whose input or output does not grow with the width. */
interface Ends {
  readonly input?: string;
  readonly output: string;
}

/**
 * μP's factor on the rate of a layer's own weight (Yang et al., arXiv 2203.03466, table 3), where
 * weights start as N(0, 1/fan-in) and the readout's as N(0, 1/n²).
 */
export const mupRateScale =
  ({ input, output }: Ends): NonNullable<ModelFamily['rateScale']> =>
  ({ name }, width, optimiser) => {
    if (name === output) return 1 / width;
    if (isAdaptive(optimiser)) return name === input ? 1 : 1 / width;
    return name === input ? width : 1;
  };

export const mupReadout = (modules: string): Expectation => ({
  modules,
  quantity: 'size',
  step: 'any',
  exponent: { least: -1 / 2, most: 0 },
  reason:
    'the readout N(0, 1/n²) starts with an output of order n^-1/2, which training has to outgrow',
});
