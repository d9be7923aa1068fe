import { describe, expect, it } from 'vitest';
import { LinearRegExp } from './linear-regexp.ts';

const found = (source: string, text: string, options?: { ignoreCase?: boolean }) =>
  [...new LinearRegExp(source, options).matches(text)].map(({ start, end }) =>
    text.slice(start, end),
  );
const whole = (source: string) => new LinearRegExp(`^(?:${source})$`);

describe('LinearRegExp', () => {
  it.each(['(a+)+', '(a|a)*b', '(a*)*b', '(.*a){20}b', '(([a-z0-9._])+)+!', '(a?){100}a{100}b'])(
    'is done with %s, which backtracks for ever',
    (source) => {
      expect(whole(source).match(`${'a'.repeat(5000)}-`)).toBeUndefined();
    },
  );

  it.each([
    ['\\s+$', 0],
    ['a.*b|a', 20_001],
    ['a(?=.*b)', 0],
    ['(?<=b.*)a', 0],
    ['(?<!b.*)a', 20_001],
    ['(?:a|aa)+(?!a)b', 0],
  ])('tries no way twice to find all of %s', (source, count) => {
    const text = `${'a'.repeat(20_000)}${' '.repeat(20_000)}a`;
    expect(found(source, text)).toHaveLength(count);
  });

  it('matches characters of both planes, and a half of one', () => {
    expect(found('.', 'a😀\ud83d')).toEqual(['a', '😀', '\ud83d']);
    expect(found('(?<=😀)b', '😀b')).toEqual(['b']);
    expect(found('', '😀')).toEqual(['', '']);
  });

  it('ignores case where it is told to', () => {
    expect(found('[a-c]É', 'Bé', { ignoreCase: true })).toEqual(['Bé']);
    expect(found('(?i:a)b', 'AbaBab')).toEqual(['Ab', 'ab']);
    expect(found('(?-i:a)b', 'ABaB', { ignoreCase: true })).toEqual(['aB']);
  });

  it('gives the texts of named groups, the last of each', () => {
    const { groups } = new LinearRegExp('(?:(?<x>a)|(?<y>b)|(?=(?<z>c)))+').match('abac')!;
    expect({ ...groups }).toEqual({ x: 'a', y: 'b' });
  });

  it.each([
    ['(', 'REGEXP_SYNTAX', /Unterminated group/],
    ['(a)\\1', 'REGEXP_UNSUPPORTED', /backreference \\1 is not supported; write out/],
    ['\\bx', 'REGEXP_UNSUPPORTED', /\\b is not supported/],
    ['((a{1000}){1000}){1000}', 'REGEXP_TOO_LARGE', /more than 20000 steps/],
    ['(){1000000000}', 'REGEXP_TOO_LARGE', /more than 20000 steps/],
    ['a'.repeat(10_001), 'REGEXP_TOO_LARGE', /has 10001 characters, and at most 10000/],
  ])('refuses what it cannot take (%#)', (source, code, message) => {
    const make = () => new LinearRegExp(source);
    expect(make).toThrow(expect.objectContaining({ code }) as Error);
    expect(make).toThrow(message);
  });

  it.each(['(?:a?){1000}b', 'a{1000}b', '.*(?:a?){1000}b'])(
    'gives up on %s where it takes thousands of steps a character',
    (source) => {
      const long = () => found(source, 'a'.repeat(10_000));
      expect(long).toThrow(/too many steps on a text of 10000 characters/);
      expect(found(source, `${'a'.repeat(1000)}b`)).toHaveLength(1);
    },
  );

  it('takes groups nested as deep as it can, or says that they are too deep', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}a${')'.repeat(depth)}`;
    expect(found(nested(100), 'ba')).toEqual(['a']);
    try {
      expect(found(nested(4999), 'ba')).toEqual(['a']);
    } catch (error) {
      expect(error).toMatchObject({ code: 'REGEXP_TOO_LARGE' });
    }
  });
});
