import { unknown } from '../errors.ts';
import type { FactorModel, FactorParameter } from './factor-model.ts';

const random: FactorParameter = { kind: 'vector', start: 'random', rateOffset: 0, decays: true };
const fromZero: FactorParameter = { ...random, start: 'zero' };
const scalarFromZero: FactorParameter = { ...fromZero, kind: 'scalar', decays: false };
const magnitude: FactorParameter = {
  kind: 'magnitude',
  start: 'ones',
  rateOffset: 0,
  decays: false,
};

/** A Aᵀ; a fixed diagonal of signs between the two changes no exponent. */
const oneMatrix: FactorModel = { parameters: { A: random }, p: ['A'], q: ['A'] };

/** B A, with the update's right side Q = Aᵀ. */
const twoMatrices: FactorModel = {
  parameters: { A: random, B: fromZero },
  p: ['B'],
  q: ['A'],
};

const withMagnitude = (model: FactorModel): FactorModel => ({
  ...model,
  parameters: { ...model.parameters, m: magnitude },
});

/** What each adapter method is to the width, by the method's name. */
export const factorModels: ReadonlyMap<string, FactorModel> = new Map([
  ['singlora', oneMatrix],
  ['signed-singlora', oneMatrix],
  ['lora', twoMatrices],
  ['rslora', twoMatrices], // its scale depends on the rank alone
  [
    'lora+', // with the ratio of the two learning rates in proportion to n, as the paper derives it
    { ...twoMatrices, parameters: { A: random, B: { ...fromZero, rateOffset: 1 } } },
  ],
  ['dora', withMagnitude(twoMatrices)],
  ['singlora-dora', withMagnitude(oneMatrix)],
  ['symlora', { parameters: { Q: random, λ: scalarFromZero }, p: ['λ', 'Q'], q: ['Q'] }],
]);

export function factorModelOf(method: string): FactorModel {
  const found = factorModels.get(method);
  if (!found) throw unknown('method', method, [...factorModels.keys()]);
  return found;
}
