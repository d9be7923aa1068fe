import { canGrow, supportsStart, type NamedMethod, type StartName } from '@singlora/scaling';
import type { Named } from './named-method.ts';

/** Methods with the requested starts and exponents that each supports, its own exponent first. */
export const methodChoices = (methods: readonly Named[], asked: Asked): NamedMethod[] =>
  methods.flatMap((named) => choicesOf(named, asked));

interface Asked {
  readonly starts: readonly StartName[];
  readonly growthExponents: readonly number[];
}

/** The choices of a method. A declared method starts and grows as its file says. */
function choicesOf(named: Named, asked: Asked): NamedMethod[] {
  const { method, declared } = named;
  if (declared) return [{ ...named, start: 'own', growthExponent: null }];
  const starts = asked.starts.filter((start) => supportsStart(method, start));
  const growths = [null, ...(canGrow(method) ? asked.growthExponents : [])];
  return starts.flatMap((start) =>
    growths.map((growthExponent) => ({ method, declared, start, growthExponent })),
  );
}
