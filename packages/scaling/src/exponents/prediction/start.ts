import { mapValues, type FactorModel, type FactorParameter } from './factor-model.ts';

/**
 * How a method's parameters start: as the method says; `swapped`, with the random and the zero factor exchanged, as LoRA's
 * A = 0 with a random B; `ones`, with scalars that start at 0 at 1 instead, as SymLoRA's Λ; or with all factors from a part
 * of the frozen weight, which is taken off it: `principal`, that of the largest singular values (PiSSA, and what comes nearest with
 * one matrix), or `qr`, the first of its QR decomposition (OLoRA).
 *
 * Factors from a weight W of independent entries N(0, 1/n) count as random ones, independent of all else. They are not: they are
 * functions of W. But W comes in through Wx alone, and x and the target are independent of W. The largest singular values tend to
 * 2, and singular vectors have entries n^-1/2, as columns have; so Qᵀx, and Pᵀ times the error, are Θ(1) as those of independent
 * vectors are. Of a weight whose largest singular values grow with n this says nothing.
 */
export const startNames = ['own', 'swapped', 'ones', 'principal', 'qr'] as const;
/** One of {@link startNames}. */
export type StartName = (typeof startNames)[number];

type Starts = Pick<FactorParameter, 'kind' | 'start'>;

/** How each kind of start is made from a parameter's own. */
const changed: Readonly<Record<StartName, (own: Starts) => FactorParameter['start']>> = {
  own: ({ start }) => start,
  swapped: ({ kind, start }) => (kind === 'vector' ? (swap[start] ?? start) : start),
  ones: ({ kind, start }) => (kind === 'scalar' && start === 'zero' ? 'ones' : start),
  principal: fromWeight,
  qr: fromWeight,
};

function fromWeight({ kind, start }: Starts): FactorParameter['start'] {
  return kind === 'vector' ? 'random' : start;
}

const swap: Partial<Record<FactorParameter['start'], FactorParameter['start']>> = {
  random: 'zero',
  zero: 'random',
};

/** The method from another start. */
export const startingAs = (model: FactorModel, name: StartName): FactorModel => ({
  ...model,
  parameters: mapValues(model.parameters, (parameter) => ({
    ...parameter,
    start: changed[name](parameter),
  })),
});
