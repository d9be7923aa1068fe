import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { boundedMatch } from './bounded-match.ts';
import { endMatch, layerIndex, wholeMatch } from './pattern.ts';

const file = new URL('./fixtures/patterns.json', import.meta.url);
const fixture = JSON.parse(readFileSync(file, 'utf8')) as {
  names: string[];
  patterns: { pattern: string }[];
};
const names = [...fixture.names, 'aab', 'aaaa', 'abab', 'a{1,2', 'x.y.z'];

/** The patterns that JavaScript has, without those that refer to a group. */
const sources = [
  ...fixture.patterns.map(({ pattern }) => pattern),
  '(?:(?!self).)*',
  '([^.]+\\.)*query',
  '(ab){2}',
  '(a|b){2,3}b?',
  '(?:a{0,2}){2,}',
  '.*(?<=(?:self\\.)+)query',
  '(?:.*?(?:language|text|decoder).*?(?:self_attn|mlp).*?(?:k_proj|v_proj|up_proj).*?)|(?:\\bencoder\\.layers\\.[\\d]{1,}\\.(?:query))',
].filter((source) => {
  try {
    new RegExp(source);
    return !/\\[1-9]/.test(source);
  } catch {
    return false;
  }
});

it.each(sources)("matches as JavaScript's search: %s", (source) => {
  const expected = names.filter((name) => new RegExp(`^(?:${source})$`).test(name));
  expect(names.filter(boundedMatch(`(?:${source})`, ''))).toEqual(expected);
});

describe('patterns for which that search does not end', () => {
  const name = `${'a'.repeat(60)}.${'b.'.repeat(20)}`;
  it.each([
    '(a+)+b',
    '(.*)*x',
    '(?=.*b)((a+)+)+c',
    '(a|a)+x',
    '(a?){60}(a){60}c',
    '.*.*.*.*.*.*.*.*.*.*x',
  ])('%s', (pattern) => {
    expect(wholeMatch('target_modules', pattern)(name)).toBe(false);
    expect(endMatch('rank_pattern', pattern)(name)).toBe(false);
  });

  it('find the layer of a list, or refuse several', () => {
    const indexOf = layerIndex('layers_pattern', ['(?:[a-z]+\\.?)+s']);
    expect(indexOf(`${'a'.repeat(60)}.blocks.7.query`)).toBe(7);
    expect(indexOf(name)).toBeUndefined();
    expect(() => layerIndex('layers_pattern', ['(.*)+'])('h.1.blocks.2.query')).toThrow(
      /layers_pattern.*has 1, 2/,
    );
  });

  it('are refused where they refer to a group', () => {
    expect(() => wholeMatch('target_modules', '(a)(b\\1+)+')).toThrow(/target_modules.*\\1 beside/);
  });
});
