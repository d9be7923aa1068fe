import { expect, test } from 'vitest';
import { emptyTally, lastWords } from './tally.ts';

test('what is done needs no more words', () => {
  expect(lastWords({ ...emptyTally(), planned: 3, made: 2, skipped: 1 })).toBe(
    '\n2 runs made, 1 had finished before',
  );
});

test('what failed, what is left and what others have is counted and named', () => {
  const tally = { ...emptyTally(), planned: 9, made: 2, skipped: 1, elsewhere: 1 };
  expect(lastWords({ ...tally, failed: ['a: no luck'], held: ['b: busy'] })).toBe(
    [
      '\n2 runs made, 1 had finished before, 1 made by other processes, 1 failed, 3 left, 1 that other processes have; the same command tries again what failed:',
      '  failed: a: no luck',
      '  b: busy',
    ].join('\n'),
  );
  const stopped = { ...emptyTally(), planned: 2, made: 1 };
  const words = '\n1 run made, 0 had finished before, 1 left; the same command';
  expect(lastWords(stopped)).toBe(`${words} goes on`);
  expect(lastWords(stopped, true)).toBe(`${words} without --force goes on`);
});
