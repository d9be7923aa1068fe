import { expect, it } from 'vitest';
import { bucketStarts } from './relative-bias.ts';

it('each bucket begins where that of transformers does', () => {
  expect(bucketStarts(16)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 23, 32, 46, 64, 91]);
});
