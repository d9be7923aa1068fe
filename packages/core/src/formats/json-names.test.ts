import { describe, expect, it } from 'vitest';
import { duplicateName } from './json-names.ts';

describe('duplicateName', () => {
  it.each([
    ['{"a": 1, "b": [2, {"a": 3}], "c": {"a": "a"}}', undefined],
    ['{"a": 1, "b": 2, "a": 3}', 'a'],
    ['{"x": {"a": 1, "a": 1}}', 'a'],
    ['[{"a": 1}, {"a": 1}]', undefined],
    ['{"a": ["b", "b"], "b": "a"}', undefined],
    [String.raw`{"a": 1, "\u0061": 2}`, 'a'],
    [String.raw`{"a\"": 1, "a": "\\", "b": "}{"}`, undefined],
    ['{"__proto__": 1, "__proto__": 2}', '__proto__'],
    ['"a:a"', undefined],
  ])('%s', (text, expected) => {
    JSON.parse(text);
    expect(duplicateName(text)).toBe(expected);
  });
});
