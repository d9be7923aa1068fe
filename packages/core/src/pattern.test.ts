import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { layerIndex, patternValue, wholeMatch } from './pattern.ts';

interface Answers {
  readonly pattern: string;
  /** The names that match by each rule; null where Python refuses the pattern. */
  readonly whole: readonly string[] | null;
  readonly end: readonly string[] | null;
  readonly layer: Readonly<Record<string, number>> | null;
}

const file = new URL('./fixtures/patterns.json', import.meta.url);
const { names, patterns } = JSON.parse(readFileSync(file, 'utf8')) as {
  names: string[];
  patterns: Answers[];
};

describe("Python's answers", () => {
  it.each(patterns.filter(({ whole }) => whole))('a whole path: $pattern', ({ pattern, whole }) => {
    expect(names.filter(wholeMatch('target_modules', pattern))).toEqual(whole);
  });

  it.each(patterns.filter(({ end }) => end))('the end of a path: $pattern', ({ pattern, end }) => {
    const found = names.filter(
      (name) => patternValue('rank_pattern', { [pattern]: 1 }, name) === 1,
    );
    expect(found).toEqual(end);
  });

  it.each(patterns.filter(({ layer }) => layer))(
    'a list of layers: $pattern',
    ({ pattern, layer }) => {
      const indexOf = layerIndex('layers_pattern', [pattern]);
      const found = names.map((name) => [name, indexOf(name)] as const);
      expect(Object.fromEntries(found.filter(([, index]) => index !== undefined))).toEqual(layer);
    },
  );

  it.each(patterns.filter(({ whole }) => !whole))('a refusal: $pattern', ({ pattern }) => {
    expect(() => wholeMatch('target_modules', pattern)).toThrow(
      expect.objectContaining({ code: 'ADAPTER_BAD_PATTERN' }) as Error,
    );
  });
});

it('names a pattern that JavaScript does not know', () => {
  expect(() => wholeMatch('target_modules', '(?>a+)a')).toThrow(
    /target_modules: "\(\?>a\+\)a" cannot be used as a regular expression/,
  );
});
