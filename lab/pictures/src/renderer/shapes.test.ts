import { expect, it } from 'vitest';
import {
  mirrored,
  moved,
  rim,
  spokes,
  turnedShape,
  union,
  within,
  shapeWithout,
} from './combine.ts';
import { bow, box, capsule, circle, ellipse, polygon, type Shape } from './shapes.ts';

const l = polygon(0, [-0.5, -0.5], [0, -0.5], [0, 0], [0.5, 0], [0.5, 0.5], [-0.5, 0.5]);

const shapes: Record<string, Shape> = {
  circle: circle(0.1, -0.2, 0.5),
  ellipse: ellipse(-0.1, 0.1, 0.7, 0.3),
  box: box(0.1, 0.1, 0.5, 0.3),
  'round box': box(0, 0, 0.5, 0.3, 0.2),
  capsule: capsule([-0.4, -0.3], [0.5, 0.2], 0.2),
  bow: bow(0.7, 0.3, 0.1),
  'polygon with a corner inwards': l,
  'round polygon': polygon(0.1, [0, -0.5], [0.5, 0.4], [-0.5, 0.4]),
  union: union(circle(-0.3, 0, 0.3), box(0.3, 0, 0.2, 0.4)),
  within: within(circle(0, 0, 0.6), box(0, -0.3, 1, 0.4)),
  without: shapeWithout(circle(0, 0, 0.6), circle(0.3, 0, 0.4)),
  rim: rim(circle(0, 0, 0.5), 0.1),
  turned: turnedShape(box(0.2, 0, 0.5, 0.2), 0.7),
  moved: moved(box(0, 0, 0.3, 0.2), 0.3, -0.4),
  mirrored: mirrored(circle(0.5, 0.1, 0.3)),
  spokes: spokes(ellipse(0, -0.5, 0.15, 0.3), 7),
};

const side = 81;
const grid = Array.from({ length: side * side }, (_, i): [number, number] => [
  -1.2 + (2.4 * (i % side)) / (side - 1),
  -1.2 + (2.4 * Math.floor(i / side)) / (side - 1),
]);

it.each(Object.entries(shapes))('%s: has an inside, which its bounds hold', (_, shape) => {
  const { left, top, right, bottom } = shape.bounds;
  const inside = grid.filter(([x, y]) => shape.distance(x, y) < 0);
  expect(inside.length).toBeGreaterThan(50);
  for (const [x, y] of inside) {
    expect(x >= left && x <= right && y >= top && y <= bottom).toBe(true);
  }
});

it.each(Object.entries(shapes))('%s: is a distance near the edge', (_, shape) => {
  const step = 1e-4;
  const slopes = grid
    .filter(([x, y]) => Math.abs(shape.distance(x, y)) < 0.02)
    .map(([x, y]) =>
      Math.hypot(
        (shape.distance(x + step, y) - shape.distance(x - step, y)) / (2 * step),
        (shape.distance(x, y + step) - shape.distance(x, y - step)) / (2 * step),
      ),
    );
  expect(slopes.length).toBeGreaterThan(10);
  // The slope is 1 except where two edges are equally near, as at corners.
  const near = slopes.filter((slope) => Math.abs(slope - 1) < 0.1);
  expect(near.length / slopes.length).toBeGreaterThan(0.9);
});

it('measures as it should', () => {
  expect(circle(1, 0, 0.5).distance(2, 0)).toBeCloseTo(0.5);
  expect(box(0, 0, 1, 1).distance(2, 2)).toBeCloseTo(Math.SQRT2);
  expect(box(0, 0, 1, 2).distance(0.25, 0)).toBeCloseTo(-0.75);
  expect(ellipse(0, 0, 2, 1).distance(0, 1)).toBeCloseTo(0);
  expect(ellipse(0, 0, 2, 1).distance(0, 0)).toBe(-1);
  expect(capsule([0, 0], [1, 0], 0.25).distance(2, 0)).toBeCloseTo(0.75);
  expect(bow(1, 0.5, 0.1).distance(0, 0.8)).toBeCloseTo(0.2);
  expect(bow(1, 0.5, 0.1).distance(-2, 0)).toBeCloseTo(0.9);
  expect(l.distance(0.25, -0.25)).toBeCloseTo(0.25);
  expect(l.distance(-0.25, 0)).toBeCloseTo(-0.25);
  expect(turnedShape(circle(1, 0, 0.1), Math.PI / 2).distance(0, 1)).toBeCloseTo(-0.1);
});
