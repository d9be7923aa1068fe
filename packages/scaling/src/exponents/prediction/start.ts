import { mapValues, type FactorModel, type FactorParameter } from './factor-model.ts';

/**
 * How a method's parameters start: as the method says; `swapped`, with the random and the zero factor exchanged, as LoRA's
 * A = 0 with a random B; or `ones`, with scalars that start at 0 at 1 instead, as SymLoRA's Λ.
 */
export const startNames = ['own', 'swapped', 'ones'] as const;
/** One of {@link startNames}. */
export type StartName = (typeof startNames)[number];

type Starts = Pick<FactorParameter, 'kind' | 'start'>;

/** How each kind of start is made from a parameter's own. */
const changed: Readonly<Record<StartName, (own: Starts) => FactorParameter['start']>> = {
  own: ({ start }) => start,
  swapped: ({ kind, start }) => (kind === 'vector' ? (swap[start] ?? start) : start),
  ones: ({ kind, start }) => (kind === 'scalar' && start === 'zero' ? 'ones' : start),
};

const swap: Partial<Record<FactorParameter['start'], FactorParameter['start']>> = {
  random: 'zero',
  zero: 'random',
};

/** Whether a method can start so: its own start always, others where it has what they are about. */
export function canStart({ parameters }: FactorModel, name: StartName): boolean {
  const all = Object.values(parameters);
  const has = (kind: FactorParameter['kind'], start: FactorParameter['start']) =>
    all.some((one) => one.kind === kind && one.start === start);
  if (name === 'swapped') return has('vector', 'random') && has('vector', 'zero');
  return name === 'own' || has('scalar', 'zero');
}

/** The method from another start. */
export const startingAs = (model: FactorModel, name: StartName): FactorModel => ({
  ...model,
  parameters: mapValues(model.parameters, (parameter) => ({
    ...parameter,
    start: changed[name](parameter),
  })),
});
