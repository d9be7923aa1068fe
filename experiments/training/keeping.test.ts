import { expect, test } from 'vitest';
import { lastOf, once } from './keeping.ts';

test('what was made last is given again for the same key, and no older one', async () => {
  const made: number[] = [];
  const halves = lastOf(
    (given: number) => Promise.resolve(made.push(given)),
    (given) => String(given >> 1),
  );
  expect([await halves(2), await halves(3), await halves(4), await halves(2)]).toEqual([
    1, 1, 2, 3,
  ]);
  expect(made).toEqual([2, 4, 2]);
});

test('what is made once is tried again where it failed', async () => {
  let tries = 0;
  const give = once(() =>
    ++tries === 1 ? Promise.reject(new Error('no')) : Promise.resolve(tries),
  );
  await expect(give()).rejects.toThrow('no');
  expect([await give(), await give()]).toEqual([2, 2]);
});
