import { expect, it, vi } from 'vitest';
import { CodedError } from './coded-error.ts';
import { complain, print } from './terminal.ts';

class ShelfError extends CodedError<'SHELF_FULL'> {}

const hostile = 'a\u001b[2J\nb';
const literal = 'a\\u001b[2J\nb';
const own = new ShelfError('SHELF_FULL', hostile);
const others = Object.assign(new TypeError(hostile, { cause: hostile }), { path: hostile });

it('shows text literally', () => {
  const log = vi.spyOn(console, 'log').mockReturnValue();
  print(hostile);
  expect(log).toHaveBeenCalledExactlyOnceWith(literal);
});

it.each([
  ['a text', hostile, /^a\\u001b\[2J\nb$/],
  ['our own error without its stack', own, /^a\\u001b\[2J\nb$/],
  ['any other with its stack', others, /^TypeError: a\\u001b\[2J\nb\n +at .*terminal\.test/],
])('complains with %s, literally', (_, what, shown) => {
  const error = vi.spyOn(console, 'error').mockReturnValue();
  complain(what);
  const printed = String(error.mock.lastCall);
  expect(printed).toMatch(shown);
  expect(printed).not.toContain('\u001b');
});
