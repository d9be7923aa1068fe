import type { Entailment } from '@singlora/records';
import { describe, expect, it } from 'vitest';
import { dimension, implies, type Concept, type Dimension } from './concept.ts';
import { judge, judgeRange, type Literal } from './judge.ts';
import { domains, type Domain } from './lexicon.ts';

/** The relation by definition: true in every world that the premise leaves, in none, or neither. */
function byWorlds<W>(
  worlds: W[],
  premise: (w: W) => boolean,
  hypothesis: (w: W) => boolean,
): Entailment {
  const left = worlds.filter(premise).map(hypothesis);
  if (left.every(Boolean)) return 'entailment';
  return left.some(Boolean) ? 'neutral' : 'contradiction';
}

type World = ReadonlySet<Concept>;

/** All ways a subject may be: one part at most of what excludes each other, any of what is open. */
function worldsOf({ concepts }: Dimension, whole: boolean): World[] {
  const under = (parent: Concept | undefined) => concepts.filter((it) => it.parent === parent);
  const inside = (concept: Concept): World[] => {
    const parts = under(concept);
    const ways = concept.open
      ? parts.reduce<World[]>(
          (found, part) => [
            ...found,
            ...found.flatMap((world) => inside(part).map((more) => new Set([...world, ...more]))),
          ],
          [new Set()],
        )
      : [new Set<Concept>(), ...parts.flatMap(inside)];
    return ways.map((way) => new Set([concept, ...way]));
  };
  return [...(whole ? [] : [new Set<Concept>()]), ...under(undefined).flatMap(inside)];
}

const literalsOf = ({ concepts }: Dimension): Literal[] =>
  concepts.flatMap((concept) => [true, false].map((not) => ({ concept, not })));

const toy: [string, Dimension, boolean][] = [
  ['exclusive', dimension('toy', { a: { b: ['c', 'd'], e: [] }, f: ['g'] }), false],
  ['whole', dimension('toy', { a: { b: ['c', 'd'], e: [] }, f: ['g'] }, { whole: true }), true],
  ['open', dimension('toy', { a: { b: ['c', 'd'], e: ['h'] }, f: ['g'] }, { open: ['a'] }), false],
];

describe('judge', () => {
  it.each(toy)('agrees with all possible worlds: %s', (_, dimension, whole) => {
    const worlds = worldsOf(dimension, whole);
    const holds =
      ({ concept, not }: Literal) =>
      (world: World) =>
        world.has(concept) !== not;
    for (const premise of literalsOf(dimension)) {
      for (const hypothesis of literalsOf(dimension)) {
        expect(
          judge(premise, hypothesis),
          `${JSON.stringify([premise.not, premise.concept.says])} → ${JSON.stringify([hypothesis.not, hypothesis.concept.says])}`,
        ).toBe(byWorlds(worlds, holds(premise), holds(hypothesis)));
      }
    }
  });
});

describe('judgeRange', () => {
  it('agrees with all numbers', () => {
    const numbers = [0, 1, 2, 3, 4];
    const ranges = numbers.flatMap((low) =>
      numbers.filter((high) => high >= low).map((high) => ({ low, high })),
    );
    const within = (range: { low: number; high: number }) => (n: number) =>
      n >= range.low && n <= range.high;
    for (const premise of ranges) {
      for (const hypothesis of ranges) {
        expect(judgeRange(premise, hypothesis)).toBe(
          byWorlds(numbers, within(premise), within(hypothesis)),
        );
      }
    }
  });
});

describe('lexicon', () => {
  const all: readonly Domain[] = Object.values(domains);
  const dimensions = all.flatMap((domain) => domain.dimensions);

  it.each(dimensions.map((it) => [it.name, it] as const))('%s decides all it can ask', (_, it) => {
    for (const asked of literalsOf(it)) {
      const found = new Set(literalsOf(it).map((known) => judge(known, asked)));
      expect(found).toContain('entailment');
      expect(found).toContain('contradiction');
    }
  });

  it('says nothing twice in a dimension', () => {
    for (const { concepts } of dimensions) {
      expect(new Set(concepts.map(({ says }) => says)).size).toBe(concepts.length);
      for (const concept of concepts) expect(implies(concept, concept)).toBe(true);
    }
  });
});
