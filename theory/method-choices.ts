import { canGrow, canStart, type NamedMethod, type StartName } from '@singlora/scaling';
import { UsageError } from '@singlora/runner';
import { namedMethod } from './named-method.ts';

/** The methods that are asked for by name or file, with those of the starts and exponents that each can do, its own exponent first. */
export function methodChoices(asked: Asked): NamedMethod[] {
  const all = asked.methods.map(namedMethod);
  const twice = all.find(({ method }, i) => all.slice(0, i).some((one) => one.method === method));
  if (twice) throw new UsageError(`--methods: two files declare ${twice.method}: rename one.`);
  return all.flatMap((named) => choicesOf(named, asked));
}

interface Asked {
  readonly methods: readonly string[];
  readonly starts: readonly StartName[];
  readonly growthExponents: readonly number[];
}

/** What a file declares starts and grows as it says. */
function choicesOf(named: Pick<NamedMethod, 'method' | 'declared'>, asked: Asked): NamedMethod[] {
  const { method, declared } = named;
  if (declared) return [{ ...named, start: 'own', growthExponent: null }];
  const starts = asked.starts.filter((start) => canStart(method, start));
  const growths = [null, ...(canGrow(method) ? asked.growthExponents : [])];
  return starts.flatMap((start) =>
    growths.map((growthExponent) => ({ method, declared, start, growthExponent })),
  );
}
