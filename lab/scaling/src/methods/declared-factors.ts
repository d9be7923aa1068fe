import type { DeclaredMethod, DeclaredParameter } from '@singlora/records';
import { mapValues, scaledBy, type FactorModel } from '../exponents/prediction/factor-model.ts';
import { formulaOf } from './formula.ts';

/** The factor model of a declared method. A power of n in its formula is an untrained factor s. */
export function declaredFactors({ formula, parameters: all }: DeclaredMethod): FactorModel {
  const { p, q, shapes, scale, latex } = formulaOf(formula);
  const parameters = mapValues(all, ({ start, exponent, rate, trained, decays }, name) => ({
    kind: shapes[name]?.[0] === 'r' ? ('scalar' as const) : ('vector' as const),
    ...startOf(start, exponent),
    rateOffset: trained ? rate : 0,
    decays: trained && decays,
    ...(!trained && { isFrozen: true as const }),
  }));
  return scaledBy({ parameters, p, q, formula: { text: formula, latex } }, 's', scale);
}

/** The weight's singular directions have entries n^-1/2. */
function startOf(start: DeclaredParameter['start'], exponent: number) {
  if (start === 'principal') return { start: 'random', startExponent: -1 / 2 } as const;
  return { start, startExponent: start === 'random' || start === 'gradient' ? exponent : 0 };
}
