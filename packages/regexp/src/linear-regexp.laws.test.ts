import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LinearRegExp } from './linear-regexp.ts';

const plain = ['a', 'b', '.', '[ab]', '[^a]', '😀', '[]', '[^]', '(b)'];
const escaped = [
  '\\p{L}',
  '\\u{61}',
  '\\u0061',
  '\\ud83d\\ude00',
  '\\x62',
  '\\cJ',
  '\\n',
  '\\W',
  '[^\\]a\\\\]',
  '\\(',
];
const one = fc.constantFrom(...plain, ...escaped);
const edge = fc.constantFrom('^', '$', '(?:)');
const times = fc.constantFrom('', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,3}', '{0,2}?');
const look = fc.constantFrom('?=', '?!', '?<=', '?<!');

/** @param last ends every part that is repeated */
const expressions = (last: string) =>
  fc.letrec<{ any: string; sequence: string; item: string }>((tie) => ({
    any: fc
      .array(tie('sequence'), { minLength: 1, maxLength: 3 })
      .map((alternatives) => alternatives.join('|')),
    sequence: fc.array(tie('item'), { maxLength: 3 }).map((items) => items.join('')),
    item: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      edge,
      fc.tuple(one, times).map((parts) => parts.join('')),
      fc.tuple(tie('any'), times).map(([inner, often]) => `(?:(?:${inner})${last})${often}`),
      fc.tuple(look, tie('any')).map(([kind, inner]) => `(${kind}${inner})`),
    ),
  })).any;
const texts = (...units: string[]) =>
  fc.string({ unit: fc.constantFrom('a', 'b', '\n', ...units), maxLength: 8 });

it('matches whole texts that RegExp matches', () => {
  const same = fc.property(expressions(''), texts('😀', '\ud83d'), (source, text) => {
    const whole = `^(?:${source})$`;
    const found = new LinearRegExp(whole).match(text) !== undefined;
    expect(found).toBe(new RegExp(whole, 'su').test(text));
  });
  fc.assert(same, { numRuns: 300 });
});

// Where a part that may be empty is repeated, even backtracking engines differ in what they find; and V8 finds empty
// matches between the two halves of a character.
it('finds what RegExp finds', () => {
  const same = fc.property(expressions('[ab]'), texts(), (source, text) => {
    const found = [...new LinearRegExp(source).matches(text)];
    const expected = [...text.matchAll(new RegExp(source, 'gsu'))];
    expect(found.map(({ start, end }) => [start, text.slice(start, end)])).toEqual(
      expected.map(({ 0: match, index }) => [index, match]),
    );
  });
  fc.assert(same, { numRuns: 300 });
});
