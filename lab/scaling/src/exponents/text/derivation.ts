import { equal, subtract, type Exponent } from '../algebra/exponent.ts';
import { whereOrder1 } from '../algebra/interval.ts';
import type { ExponentStep } from '../prediction/problem.ts';
import {
  levelDirection,
  largestExponent,
  type Direction,
  type InnerTerm,
  type Quantity,
} from '../algebra/quantity.ts';
import { written, type StatementPart, type Statement } from './statement.ts';
import type { DerivedLine } from '../prediction/trace.ts';

/**
 * A derivation's step with one statement per quantity, each following from earlier ones: its
 * formula, the order of its entries, and the terms that determine the order for some rate exponent.
 */
export const statementsOf = ({ lines }: ExponentStep): Statement[] =>
  lines.map((line) => written(partsOf(line)));

function partsOf({ symbol, formula, value, sums }: DerivedLine): StatementPart[] {
  const head: StatementPart = { formula: formula === '' ? symbol : `${symbol} = ${formula}` };
  if (value.size === 0) return [head, ': ', { formula: '0' }];
  const size = largestExponent(value);
  const terms = sums ? pairsIn(sums, size) : directionsIn(value, size);
  return [head, ': ', { order: size }, ...terms];
}

/** The pairs of an inner product that determine its order, and by which law they add up. */
function pairsIn(sums: readonly InnerTerm[], size: Exponent): StatementPart[] {
  return sums
    .filter(({ exponent }) => leads(exponent, size))
    .flatMap(({ directions: [one, other], law, exponent }, i) => [
      i === 0 ? ', from ' : '; ',
      { formula: `${named(one)}ᵀ${named(other)}` },
      ' of ',
      { order: exponent },
      ` (${law})`,
    ]);
}

/** The directions that determine a vector's order, grouped by exponent; none for a scalar. */
function directionsIn(value: Quantity, size: Exponent): StatementPart[] {
  if (value.size === 1 && value.has(levelDirection)) return [];
  const groups: { exponent: Exponent; names: string[] }[] = [];
  for (const [direction, exponent] of value) {
    if (!leads(exponent, size)) continue;
    const group = groups.find((one) => equal(one.exponent, exponent));
    if (group) group.names.push(named(direction));
    else groups.push({ exponent, names: [named(direction)] });
  }
  const [only, ...more] = groups;
  if (only && more.length === 0) return [' along ', { formula: only.names.join(', ') }];
  return groups.flatMap(({ exponent, names }, i) => [
    i === 0 ? ', being ' : '; ',
    { order: exponent },
    ' along ',
    { formula: names.join(', ') },
  ]);
}

/** Whether a term is the largest for some interval of rate exponents. */
const leads = (term: Exponent, size: Exponent): boolean =>
  whereOrder1(subtract(size, term)).some(({ low, high }) => !low || !high || low.lt(high));

const named = (direction: Direction): string => (direction === levelDirection ? '1' : direction);
