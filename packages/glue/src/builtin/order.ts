import type { Hypothesis } from './hypothesis.ts';
import { chance, pick, shuffled, type Draw } from './draw.ts';
import { names, orders } from './word-lists.ts';
import { aside } from './state.ts';

type Order = (typeof orders)[number];

/** Who is more and who is less: turned round, over a third person, denied, or left open. */
export function orderHypothesis(draw: Draw): Hypothesis {
  const order = pick(draw, orders);
  const [a = '', b = '', c = ''] = shuffled(draw, names);
  const not = chance(draw, 0.25);
  return {
    text: compare(draw, order, a, b, not),
    topic: `${[a, b].sort().join(' ')} ${order[0]}`,
    premise: (relation, draw) => {
      const holds = relation === 'neutral' ? undefined : (relation === 'entailment') !== not;
      const clauses = ranking(draw, holds, a, b, c).map(([more, less]) =>
        compare(draw, order, more, less, false),
      );
      return clauses.length === 1 && chance(draw, 0.5)
        ? [...clauses, aside(draw, [a, b])]
        : clauses;
    },
  };
}

/** Pairs (more, less) from which a > b follows, or b > a, or neither. */
function ranking(
  draw: Draw,
  holds: boolean | undefined,
  a: string,
  b: string,
  c: string,
): [string, string][] {
  if (holds === undefined) {
    const both: [string, string][] = chance(draw, 0.5)
      ? [
          [a, c],
          [b, c],
        ]
      : [
          [c, a],
          [c, b],
        ];
    return chance(draw, 0.5) ? both : [pick(draw, both)];
  }
  const [more, less] = holds ? [a, b] : [b, a];
  if (chance(draw, 0.5))
    return [
      [more, c],
      [c, less],
    ];
  return [[more, less]];
}

/** "a is taller than b", or said from b's side. */
function compare(draw: Draw, [more, less]: Order, a: string, b: string, not: boolean): string {
  const is = not ? 'is not' : 'is';
  return chance(draw, 0.5) ? `${a} ${is} ${more} ${b}` : `${b} ${is} ${less} ${a}`;
}
