import { mapValues, type FactorModel, type FactorParameter } from './factor-model.ts';

/**
 * How a method's parameters start. `own`: as the method says. `swapped`: with the random and the zero factor exchanged, such as
 * LoRA's A = 0 with a random B. `ones`: with scalars at 1 in place of 0, such as SymLoRA's Λ. In the others all factors come from a part
 * of the frozen weight, which is subtracted from it. `principal`: that of the largest singular values (PiSSA, or the nearest update
 * of a single matrix). `qr`: the first of its QR decomposition (OLoRA).
 *
 * Factors from a weight W with independent entries N(0, 1/n) count as random and independent, although they are functions of W. But W
 * enters only through Wx, and x and the target are independent of W. The largest singular values tend to 2, and singular vectors have
 * entries n^-1/2, like columns. So Qᵀx, and Pᵀ times the error, are Θ(1), as for independent vectors. This does not cover a weight
 * whose largest singular values grow with n.
 */
export type StartName = keyof typeof startRules;

type Start = FactorParameter['start'];

const swap: Partial<Record<Start, Start>> = { random: 'zero', zero: 'random' };

const fromWeight = (start: Start, kind: FactorParameter['kind']) =>
  kind === 'vector' ? 'random' : start;

/** How each kind of start is made from a parameter's own. */
export const startRules = {
  own: (start) => start,
  swapped: (start, kind) => (kind === 'vector' ? (swap[start] ?? start) : start),
  ones: (start, kind) => (kind === 'scalar' && start === 'zero' ? 'ones' : start),
  principal: fromWeight,
  qr: fromWeight,
} satisfies Record<string, (start: Start, kind: FactorParameter['kind']) => Start>;

/** The method from another start. */
export const startingAs = (model: FactorModel, name: StartName): FactorModel => ({
  ...model,
  parameters: mapValues(model.parameters, (parameter) => ({
    ...parameter,
    start: startRules[name](parameter.start, parameter.kind),
  })),
});
