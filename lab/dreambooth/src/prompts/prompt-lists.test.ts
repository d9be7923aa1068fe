import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { builtInPrompts } from './built-in.ts';
import { classPrompt, fill, instancePrompt } from './prompt-lists.ts';

const names = { identifier: 'sks', className: 'dog' };

it.each([
  ['a {0} {1} in the snow', names, 'a sks dog in the snow'],
  ['a {0} {1} in the snow', { className: 'dog' }, 'a dog in the snow'],
  ['a red {0} {1}', { identifier: 'zwx', className: 'stuffed animal' }, 'a red zwx stuffed animal'],
  ['{1}, called {0}', names, 'dog, called sks'],
  ['{1}, called {0}', { className: 'dog' }, 'dog, called'],
])('%s with %o', (template, given, prompt) => {
  expect(fill(template, given)).toBe(prompt);
});

it('makes the prompts that are trained with', () => {
  expect(instancePrompt(names)).toBe('a photo of a sks dog');
  expect(classPrompt('dog')).toBe('a photo of a dog');
});

describe('fill', () => {
  const word = fc.string({ minLength: 1 }).filter((text) => text.trim() === text);
  test.prop([word, word])('puts in any text as it is', (identifier, className) => {
    expect(fill('a {0} {1}', { identifier, className })).toBe(`a ${identifier} ${className}`);
    expect(fill('a {0} {1}', { className })).toBe(`a ${className}`);
  });
});

it.each(['object', 'live'] as const)('the built-in prompts, %s, all differ', (kind) => {
  const list = builtInPrompts[kind];
  const filled = list.map((template) => fill(template, names));
  expect(new Set(filled).size).toBe(list.length);
  for (const prompt of filled) expect(prompt).toMatch(/\bsks dog\b/);
  for (const template of list) expect(template.replace('{0} {1}', '')).not.toMatch(/[{}]/);
});
