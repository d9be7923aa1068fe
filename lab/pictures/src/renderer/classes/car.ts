import { between } from '../proportions.ts';
import { union } from '../combine.ts';
import { box, circle, polygon, type Point } from '../shapes.ts';
import { bare, bright, dark, glass, edged, type Parts } from './part.ts';

/** A car that drives to the right: a cabin with a window, and hubs on its wheels. */
export const car: Parts = ([length, height, cabin, wheel]) => {
  const half = between(0.74, 0.98, length);
  const radius = between(0.18, 0.31, wheel);
  const axle = 0.8 - radius;
  const hood = axle + 0.06 - between(0.4, 0.62, height);
  const cabinHalf = between(0.34, 0.62, cabin);
  const roof = hood - 0.42;
  const outline = (inset: number): readonly Point[] => [
    [-0.12 - cabinHalf + inset, hood - inset / 2],
    [-0.12 - cabinHalf * 0.72 + inset, roof + inset],
    [-0.12 + cabinHalf * 0.5 - inset, roof + inset],
    [-0.12 + cabinHalf - inset * 1.4, hood - inset / 2],
  ];
  const wheels = (size: number) =>
    union(circle(-half * 0.58, axle, size), circle(half * 0.58, axle, size));
  return [
    edged('part', polygon(0.06, ...outline(0))),
    bare(glass, polygon(0, ...outline(0.12))),
    edged('body', box(0, (hood + axle + 0.06) / 2, half, (axle + 0.06 - hood) / 2, 0.13)),
    bare(bright, circle(half - 0.1, hood + 0.14, 0.09)),
    bare(dark, wheels(radius)),
    bare('pattern', wheels(radius * 0.55)),
  ];
};
