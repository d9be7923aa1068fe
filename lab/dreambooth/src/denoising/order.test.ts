import { expect, test } from 'vitest';
import { endlessOrder } from './order.ts';

const first = (count: number, order: (position: number) => number) =>
  Array.from({ length: count }, (_, position) => order(position));

test('each comes once before any comes again, in another order', () => {
  const all = first(40, endlessOrder(20, 1, 'order'));
  const [one, two] = [all.slice(0, 20), all.slice(20)];
  for (const epoch of [one, two]) expect(new Set(epoch).size).toBe(20);
  expect(one).not.toEqual(two);
});

test('depends on the seed and the name, and not on what was asked before', () => {
  const [order, other] = [endlessOrder(20, 1, 'order'), endlessOrder(20, 2, 'order')];
  expect(order(33)).toBe(first(40, endlessOrder(20, 1, 'order'))[33]);
  expect(order(3)).toBe(first(40, endlessOrder(20, 1, 'order'))[3]);
  expect(first(20, other)).not.toEqual(first(20, order));
  expect(first(20, endlessOrder(20, 1, 'class order'))).not.toEqual(first(20, order));
});
