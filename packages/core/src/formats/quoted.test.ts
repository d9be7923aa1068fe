import { describe, expect, it } from 'vitest';
import { listedNames, printableMessage, quoted, shown } from './quoted.ts';

describe('what messages quote', () => {
  it('stays as it is where it is short and printable', () => {
    expect(shown('größe ✓ 🙂')).toBe('größe ✓ 🙂');
    expect(quoted('F8_E4M3')).toBe('"F8_E4M3"');
    expect(quoted({ a: [1, null, true], b: 'x' })).toBe('{"a":[1,null,true],"b":"x"}');
    expect(listedNames(['a', 'b'])).toBe('a, b');
  });

  it('has its control characters escaped', () => {
    expect(shown('a\u001b[31m\nb\u202ec\ud800')).toBe('a\\u{1b}[31m\\u{a}b\\u{202e}c\\u{d800}');
    expect(printableMessage('one\ntwo\r\u0007')).toBe('one\ntwo\\u{d}\\u{7}');
  });

  it('is cut where it is long, between whole characters', () => {
    expect(shown('x'.repeat(1e6))).toBe(`${'x'.repeat(80)}… (1000000 characters)`);
    expect(shown(`${'x'.repeat(79)}🙂🙂`)).toBe(`${'x'.repeat(79)}… (83 characters)`);
    expect(quoted(Array(1e5).fill(0))).toBe('[0,0,0,0,0,…]');
    expect(listedNames(Array<string>(9).fill('a'))).toBe('a, a, a, a, a and 4 more');
    expect(printableMessage('x'.repeat(1e6))).toHaveLength(4001);
    expect(printableMessage('\u0001'.repeat(3000))).toHaveLength(4001);
  });

  it('is cut where it nests deeply', () => {
    const nested = JSON.parse('['.repeat(10_000) + ']'.repeat(10_000)) as unknown;
    expect(quoted(nested)).toBe('[[[…]]]');
    expect(quoted({ a: { b: { c: { d: 1 } } } })).toBe(
      '{"a":{"b":{"c":{…}}}}'.replace('{"c":{…}}', '{…}'),
    );
  });
});
