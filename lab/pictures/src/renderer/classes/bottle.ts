import { between } from '../proportions.ts';
import { within } from '../combine.ts';
import { box, circle, polygon } from '../shapes.ts';
import { bare, edged, type Parts } from './part.ts';

/** A bottle with a cap, and a label with a mark on it. */
export const bottle: Parts = ([width, shoulder, neck, label]) => {
  const half = between(0.26, 0.5, width);
  const neckHalf = between(0.09, 0.2, neck);
  const from = between(-0.3, 0.15, shoulder);
  const labelHalf = between(0.12, 0.28, label);
  const labelAt = (from + 0.9) / 2;
  const whole = polygon(
    0.06,
    [-neckHalf, -0.75],
    [neckHalf, -0.75],
    [neckHalf, from - 0.3],
    [half, from],
    [half, 0.88],
    [-half, 0.88],
    [-half, from],
    [-neckHalf, from - 0.3],
  );
  return [
    edged('body', whole),
    edged('pattern', within(whole, box(0, labelAt, 1, labelHalf))),
    bare('part', circle(0, labelAt, labelHalf * 0.55)),
    edged('part', box(0, -0.82, neckHalf + 0.1, 0.14, 0.04)),
  ];
};
