import { randomStream } from '@singlora/runtime';
import { describe, expect, it } from 'vitest';
import type { Row } from './row.ts';
import { selectRows } from './select.ts';

const rows: Row[] = Array.from({ length: 50 }, (_, index) => ({ a: `${index}`, label: 0, index }));
const select = (count: number, seed = 1) => selectRows(rows, count, randomStream(seed, 'rows'));

describe('selectRows', () => {
  it('is the same for equal streams and another for others', () => {
    expect(select(20)).toEqual(select(20));
    expect(select(20)).not.toEqual(select(20, 2));
  });

  it('nests: a smaller subset begins a larger one', () => {
    expect(select(30).slice(0, 7)).toEqual(select(7));
  });

  it('takes no row twice, and all where there are fewer', () => {
    const all = select(1_000);
    expect(all).toHaveLength(50);
    expect(new Set(all).size).toBe(50);
  });

  it.each([0, -1, 2.5, Number.NaN])('refuses %d rows', (count) => {
    expect(() => select(count)).toThrow(expect.objectContaining({ code: 'GLUE_SUBSET' }));
  });
});
