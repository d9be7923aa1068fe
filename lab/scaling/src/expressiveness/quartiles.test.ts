import { describe, expect, it } from 'vitest';
import { quartiles } from './quartiles.ts';

describe('quartiles', () => {
  it('lie between neighbours', () => {
    expect(quartiles([4, 1, 3, 2])).toEqual({ low: 1.75, median: 2.5, high: 3.25 });
    expect(quartiles([7])).toEqual({ low: 7, median: 7, high: 7 });
  });

  it('count a lost value as endless', () => {
    expect(quartiles([1, 2, null])).toEqual({ low: 1.5, median: 2, high: null });
    expect(quartiles([1, null, null, null]).median).toBeNull();
  });
});
