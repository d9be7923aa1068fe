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

const unserved: readonly (readonly [pattern: string, message: RegExp])[] = [
  ['(?P<a>a)(?P=a)', /the group \(\?P is not supported; write the pattern without it/],
  ['(a)\\1+', /the backreference \\1 is not supported; write out what it may repeat/],
  ['(a)(?(1)a|b)', /the group \(\?\( is not supported/],
  ['(?>a+)a', /the group \(\?> is not supported/],
  ['(?i:.*UP)_proj', /the flag i of a part, \(\?i:, is not supported; write \(\?i\) at its start/],
  ['(?i).*(?-i:up)_proj', /the flag i of a part, \(\?-i:, is not supported/],
  ['a++', /the possessive \+\+ is not supported/],
  ['(?x) query # it', /the flag x is not supported; only i, m, s and u are/],
  ['.*\\.\\N{DIGIT THREE}\\..*', /the escape \\N is not supported; write the character/],
];
const served = patterns.filter(({ pattern }) => !unserved.some(([one]) => one === pattern));

describe("Python's answers", () => {
  it.each(served.filter(({ whole }) => whole))('a whole path: $pattern', ({ pattern, whole }) => {
    expect(names.filter(wholeMatch('target_modules', pattern))).toEqual(whole);
  });

  it.each(served.filter(({ end }) => end))('the end of a path: $pattern', ({ pattern, end }) => {
    const found = names.filter(
      (name) => patternValue('rank_pattern', { [pattern]: 1 }, name) === 1,
    );
    expect(found).toEqual(end);
  });

  it.each(served.filter(({ layer }) => layer))(
    'a list of layers: $pattern',
    ({ pattern, layer }) => {
      const indexOf = layerIndex('layers_pattern', [pattern]);
      const found = names.map((name) => [name, indexOf(name)] as const);
      expect(Object.fromEntries(found.filter(([, index]) => index !== undefined))).toEqual(layer);
    },
  );

  it.each(served.filter(({ whole }) => !whole))('a refusal: $pattern', ({ pattern }) => {
    expect(() => wholeMatch('target_modules', pattern)).toThrow(
      expect.objectContaining({ code: 'ADAPTER_BAD_PATTERN' }) as Error,
    );
  });
});

it.each(unserved)('says what it cannot serve in %s', (pattern, message) => {
  expect(() => wholeMatch('target_modules', pattern)).toThrow(message);
  expect(() => wholeMatch('target_modules', pattern)).toThrow(`target_modules: "${pattern}"`);
});
