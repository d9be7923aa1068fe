import type { Method } from '@singlora/core';
import { specsAt } from './factor-model-of.ts';

/** Whether a method's update is P Qᵀ of one trained matrix per side, or one for both: only inner directions are then free. */
export const isPlain = ({ name, sides }: Method): boolean => {
  const { p, q, magnitude, negatives } = sides;
  const isTrained = Object.values(specsAt(name, 2)).every(({ group }) => group !== 'frozen');
  return p.length === 1 && q.length === 1 && !magnitude && !negatives && isTrained;
};
