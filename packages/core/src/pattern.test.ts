import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endMatch, layerIndex, patternValue, wholeMatch } from './pattern.ts';

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

it.each([String.raw`\N{LATIN SMALL LETTER A}`, String.raw`\\\U00000061`, String.raw`b\a`])(
  'refuses the escape of Python that JavaScript reads as a letter: %s',
  (pattern) => {
    expect(() => endMatch('alpha_pattern', pattern)).toThrow(/alpha_pattern: .* is Python's/);
  },
);

it('takes a backslash before such a letter', () => {
  expect(wholeMatch('target_modules', String.raw`\\Na`)(String.raw`\Na`)).toBe(true);
});

describe('a whole number among the patterns', () => {
  const value = (json: string) =>
    patternValue('alpha_pattern', JSON.parse(json) as Record<string, number>, 'layers.0.2');

  it('is refused where its place decides, which JavaScript forgets', () => {
    expect(() => value('{"0.2": 32, "2": 8}')).toThrow(
      /"2" and "0\.2" both match "layers\.0\.2".*Write "\(2\)"/,
    );
  });

  it('counts where no other pattern says otherwise', () => {
    expect(value('{"2": 8, "1.2": 32, "0.2": 8, "0": 4}')).toBe(8);
    expect(value('{"0.2": 32, "(2)": 8}')).toBe(32);
  });
});
