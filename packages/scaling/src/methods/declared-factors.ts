import type { DeclaredFactor, DeclaredMethod } from '@singlora/records';
import { mapValues, scaledBy, type FactorModel } from '../exponents/prediction/factor-model.ts';

/** The factor model of a declared method. Its scale is an untrained factor s. */
export function declaredFactors({ factors, scale, p, q }: DeclaredMethod): FactorModel {
  const parameters = mapValues(factors, ({ shape, start, exponent, rate, trained, decays }) => ({
    kind: shape[0] === 'r' ? ('scalar' as const) : ('vector' as const),
    ...startOf(start, exponent),
    rateOffset: trained ? rate : 0,
    decays: trained && decays,
    ...(!trained && { isFrozen: true as const }),
  }));
  return scaledBy({ parameters, p, q }, 's', scale);
}

/** The weight's singular directions have entries n^-1/2. */
function startOf(start: DeclaredFactor['start'], exponent: number) {
  if (start === 'principal') return { start: 'random', startExponent: -1 / 2 } as const;
  return { start, startExponent: start === 'random' || start === 'gradient' ? exponent : 0 };
}
