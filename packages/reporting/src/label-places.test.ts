import { expect, it } from 'vitest';
import { placeLabels } from './label-places.ts';

const at = (x: number, y: number, text = 'SingLoRA') => ({ text, x, y });

it('puts a text at the right of its point, and at its left where the plane ends', () => {
  const [middle, end] = placeLabels([at(100, 50), at(390, 150)], 400);
  expect(middle).toEqual({ align: 'left', dx: 10, dy: 0 });
  expect(end).toEqual({ align: 'right', dx: -10, dy: 0 });
});

it('covers neither another point nor a text', () => {
  const [first, second] = placeLabels([at(100, 50), at(125, 50)], 400);
  expect(first?.align).toBe('right');
  expect(second).toEqual({ align: 'left', dx: 10, dy: 0 });
});

it('covers as little as it can where no place is free', () => {
  const crowd = [at(100, 50), at(101, 52), at(102, 54), at(100, 56), at(101, 50)];
  const placed = placeLabels(crowd, 220);
  expect(new Set(placed.map(({ align, dy }) => `${align} ${dy}`)).size).toBe(crowd.length);
});

it('leaves other texts free', () => {
  const other = { left: 100, right: 180, top: 40, bottom: 54 };
  expect(placeLabels([at(100, 50)], 400, [other])[0]?.align).toBe('right');
});

it('gives a place even where there is none left', () => {
  const crowd = Array.from({ length: 30 }, () => at(50, 50));
  expect(placeLabels(crowd, 100)).toHaveLength(30);
});
