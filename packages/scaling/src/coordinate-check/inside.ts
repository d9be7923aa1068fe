import { median } from '@singlora/statistics';
import type { Expectation } from './expectation.ts';
import { modulesIn, type CoordinateUnit, type WatchedStep } from './watched.ts';

/**
 * Whether a name is of something inside a module, which is no output of it: `attn@logits` and `attn@entropy` of a softmax,
 * `hidden.1.weight@parameter`, `hidden.1.weight@epsilon`, the share of Adam's denominator that is its ε, and `q@scale`, LoRA's alpha / r.
 */
export const isInside = (name: string): boolean => name.includes('@');

/** The parameters in groups of equals: those of one name apart from its numbers, and whose same dimensions grow. */
export function equalsIn(units: readonly CoordinateUnit[]): (readonly string[])[] {
  const [first, last] = [units[0], units.at(-1)];
  const groups = new Map<string, string[]>();
  for (const name of first ? modulesIn(first) : []) {
    if (!name.endsWith('@parameter')) continue;
    const [least, most] = [first, last].map((unit) => unit?.coordinates[name]?.[0]?.shape ?? []);
    const grows = most?.map((size, i) => size > (least?.[i] ?? 0));
    const key = JSON.stringify([name.replaceAll(/\d+/g, '#'), grows]);
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups.values()];
}

/** The measurements with each parameter's change as a multiple of the median over its equals, of that width, seed and step. */
export function besideEquals(
  units: readonly CoordinateUnit[],
  equals: readonly (readonly string[])[],
): readonly CoordinateUnit[] {
  if (equals.length === 0) return units;
  return units.map((unit) => {
    const beside = equals.flatMap((names) => {
      const of = (name: string) => unit.coordinates[name] ?? [];
      const usual = of(names[0] ?? '').map((_, i) => usualOf(names.map((name) => of(name)[i])));
      return names.map((name) => [name, of(name).map((own, i) => over(own, usual[i]))] as const);
    });
    return { ...unit, coordinates: { ...unit.coordinates, ...Object.fromEntries(beside) } };
  });
}

type Changes = Pick<WatchedStep, 'change' | 'largestChange'>;

function usualOf(all: readonly (WatchedStep | undefined)[]): Changes {
  const of = (quantity: keyof Changes) => {
    const known = all.map((one) => one?.[quantity]).filter((value) => typeof value === 'number');
    return known.length > 0 ? median(known) : 0;
  };
  return { change: of('change'), largestChange: of('largestChange') };
}

function over(own: WatchedStep, usual: Changes | undefined): WatchedStep {
  const ratio = (quantity: keyof Changes) => {
    const [value, middle] = [own[quantity], usual?.[quantity]];
    return value === null || !middle ? value : value / middle;
  };
  return { ...own, change: ratio('change'), largestChange: ratio('largestChange') };
}

/** What is expected inside modules where no table says it. */
export function expectedInside(equals: readonly (readonly string[])[]): Expectation[] {
  const rows = equals.flatMap((names) =>
    names.map((modules): Expectation => {
      const others = names.filter((name) => name !== modules).map((name) => name.split('@')[0]);
      const equal = {
        exponent: 0,
        reason: `it moves as far as its equals: ${others.slice(0, 3).join(', ')}`,
      };
      const alone = { exponent: 'free' as const, reason: 'no other parameter is its equal' };
      const step = 'any';
      return { modules, quantity: 'change', step, ...(others.length > 0 ? equal : alone) };
    }),
  );
  return [...rows, ...always];
}

const always: readonly Expectation[] = [
  {
    modules: '*@parameter',
    quantity: 'size',
    step: 'any',
    exponent: 'free',
    reason: 'the scale of a weight is a matter of the parametrisation',
  },
  {
    modules: '*@scale',
    quantity: 'size',
    step: 'any',
    exponent: { most: 0 },
    reason: 'alpha / r of LoRA does not grow with the width',
  },
  {
    modules: '*@epsilon',
    quantity: 'size',
    step: 'any',
    exponent: { most: 0 },
    reason: 'Adam’s ε is no larger part of its denominator at larger widths',
  },
];
