import { expect, test } from 'vitest';
import { printable, printableLines } from './index.ts';

const hostile = 'a\u001b[31m\u0007\u009b2J\u202e\u2066é\u0000\r';

test('a text shows its control characters, and neither moves nor colours anything', () => {
  expect(printable(`${hostile}\n`)).toBe(
    'a\\u001b[31m\\u0007\\u009b2J\\u202e\\u2066é\\u0000\\r\\n',
  );
  expect(printableLines('a\u001b\nb')).toBe('a\\u001b\nb');
});

test('JSON keeps its meaning', () => {
  const text = JSON.stringify({ [hostile]: [hostile] }, null, 2);
  expect(JSON.parse(printableLines(text))).toEqual(JSON.parse(text));
});
