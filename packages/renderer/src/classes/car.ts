import { between } from '../proportions.ts';
import { union } from '../combine.ts';
import { box, circle, polygon, type Point } from '../shapes.ts';
import { bright, dark, glass, type Parts } from './part.ts';

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
    { shape: polygon(outline(0), 0.06), ink: 'part' },
    { shape: polygon(outline(0.12)), ink: glass, bare: true },
    { shape: box(0, (hood + axle + 0.06) / 2, half, (axle + 0.06 - hood) / 2, 0.13), ink: 'body' },
    { shape: circle(half - 0.1, hood + 0.14, 0.09), ink: bright, bare: true },
    { shape: wheels(radius), ink: dark, bare: true },
    { shape: wheels(radius * 0.55), ink: 'pattern', bare: true },
  ];
};
