import { expect, it } from 'vitest';
import check from './check.ts';

it('looks at losses after ascending numbers of steps', () => {
  const { smoke } = check.presets;
  const isTaken = (steps: number[]) => check.settings.safeParse({ ...smoke, steps }).success;
  expect(isTaken([10, 100])).toBe(true);
  expect(isTaken([100, 10])).toBe(false);
});
