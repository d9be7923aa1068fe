import { describe, expect, it } from 'vitest';
import type { Row } from './row.ts';
import { apartFrom, textGroups } from './shared-texts.ts';

const single = (...texts: string[]): Row[] => texts.map((a, index) => ({ a, label: 0, index }));
const pairs = (...texts: [string, string][]): Row[] =>
  texts.map(([a, b], index) => ({ a, b, label: 0, index }));
const indices = (rows: readonly Row[]) => rows.map(({ index }) => index);

describe('apartFrom', () => {
  it('leaves out phrases that hold a trained one or lie in one, word by word', () => {
    const rows = single('a very good film', 'Good  film', 'good', 'goodness', 'films', 'another');
    expect(indices(apartFrom(rows, single('good film')))).toEqual([3, 4, 5]);
    expect(indices(apartFrom(rows, single('film')))).toEqual([2, 3, 4, 5]);
    expect(indices(apartFrom(rows, []))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('leaves out pairs with a text of a trained one, on either side', () => {
    const rows = pairs(['x', 'one'], ['ONE', 'y'], ['z', 'one two']);
    expect(indices(apartFrom(rows, pairs(['one', 'other'])))).toEqual([2]);
  });

  it('compares long texts whole', () => {
    const long = Array.from({ length: 80 }, (_, i) => `w${i}`).join(' ');
    expect(indices(apartFrom(single(long, 'w3 w4'), single(long)))).toEqual([1]);
  });
});

describe('textGroups', () => {
  it('has pairs with the text that is repeated most together', () => {
    const premises = pairs(['p', 'h1'], ['p', 'h2'], ['q', 'h3']);
    expect(textGroups(premises)).toEqual([0, 0, 1]);
    expect(textGroups(premises.map((row) => ({ ...row, a: row.b ?? '', b: row.a })))).toEqual([
      0, 0, 1,
    ]);
  });

  it('has phrases with the longest text that holds them', () => {
    const rows = single('good', 'a good film', 'no film', 'film', 'else');
    expect(textGroups(rows)).toEqual([0, 0, 1, 0, 2]);
  });
});
