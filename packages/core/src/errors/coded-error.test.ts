import { expect, it } from 'vitest';
import { codedAs } from './coded.ts';
import { CodedError, reasonOf } from './coded-error.ts';

class ShelfError extends CodedError<'SHELF_FULL'> {
  override readonly name = 'ShelfError';
}

it('has a code, a cause and the name of its class', () => {
  const cause = new Error('no room');
  const error = new ShelfError('SHELF_FULL', 'The shelf is full.', { cause });
  expect(error).toBeInstanceOf(CodedError);
  expect(error).toMatchObject({ code: 'SHELF_FULL', cause, name: 'ShelfError' });
  expect(error.stack).toContain('The shelf is full.');
  expect('cause' in new ShelfError('SHELF_FULL', 'Full.')).toBe(false);
});

it.each([
  [new Error('no room'), 'no room'],
  ['no room', 'no room'],
  [undefined, 'undefined'],
])('gives the reason of %s', (thrown, reason) => {
  expect(reasonOf(thrown)).toBe(reason);
});

it('is made from its code and its message’s template', () => {
  const error = codedAs(ShelfError).SHELF_FULL`\`${'a\\n'}\` has ${2}\nfiles.`;
  expect(error).toBeInstanceOf(ShelfError);
  expect(error).toMatchObject({ code: 'SHELF_FULL', message: '`a\\n` has 2\nfiles.' });
  expect('cause' in error).toBe(false);
  const cause = new Error('no room');
  expect(codedAs(ShelfError, { cause }).SHELF_FULL`Full.`.cause).toBe(cause);
});
