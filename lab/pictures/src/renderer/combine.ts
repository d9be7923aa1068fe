import { boundsAround, spanning, type Bounds, type Shape } from './shapes.ts';

/** The union of the shapes. */
export const union = (...shapes: readonly Shape[]): Shape => ({
  bounds: spanning(
    shapes.flatMap(({ bounds: { left, right } }) => [left, right]),
    shapes.flatMap(({ bounds: { top, bottom } }) => [top, bottom]),
  ),
  distance: (x, y) => {
    let nearest = Infinity;
    for (const shape of shapes) nearest = Math.min(nearest, shape.distance(x, y));
    return nearest;
  },
});

/** The part of `shape` in `other`. */
export const within = (shape: Shape, other: Shape): Shape => ({
  bounds: {
    left: Math.max(shape.bounds.left, other.bounds.left),
    top: Math.max(shape.bounds.top, other.bounds.top),
    right: Math.min(shape.bounds.right, other.bounds.right),
    bottom: Math.min(shape.bounds.bottom, other.bounds.bottom),
  },
  distance: (x, y) => Math.max(shape.distance(x, y), other.distance(x, y)),
});

/** The part of `shape` outside `other`. */
export const shapeWithout = (shape: Shape, other: Shape): Shape => ({
  bounds: shape.bounds,
  distance: (x, y) => Math.max(shape.distance(x, y), -other.distance(x, y)),
});

/** A line along the edge, extending `width` to each side. */
export const rim = ({ distance, bounds }: Shape, width: number): Shape => ({
  bounds: spanning([bounds.left, bounds.right], [bounds.top, bounds.bottom], width),
  distance: (x, y) => Math.abs(distance(x, y)) - width,
});

/** Turned clockwise about the origin, in radians. */
export function turnedShape({ distance, bounds }: Shape, angle: number): Shape {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return {
    bounds: turnedBounds(bounds, cos, sin),
    distance: (x, y) => distance(cos * x + sin * y, cos * y - sin * x),
  };
}

/** The bounding rectangle of a rotated rectangle. */
export function turnedBounds(
  { left, top, right, bottom }: Bounds,
  cos: number,
  sin: number,
): Bounds {
  const xs = [left, right].flatMap((x) => [top, bottom].map((y) => cos * x - sin * y));
  const ys = [left, right].flatMap((x) => [top, bottom].map((y) => sin * x + cos * y));
  return spanning(xs, ys);
}

export const moved = ({ distance, bounds }: Shape, byX: number, byY: number): Shape => ({
  bounds: spanning(
    [bounds.left, bounds.right].map((x) => x + byX),
    [bounds.top, bounds.bottom].map((y) => y + byY),
  ),
  distance: (x, y) => distance(x - byX, y - byY),
});

/** A shape at the right, and its mirror image at the left. */
export const mirrored = ({ distance, bounds }: Shape): Shape => ({
  bounds: { ...bounds, left: -bounds.right },
  distance: (x, y) => distance(Math.abs(x), y),
});

/** `count` copies of a shape above the origin, spread around it. Copies may overlap by at most half of a neighbour. */
export function spokes({ distance, bounds }: Shape, count: number): Shape {
  const sector = (2 * Math.PI) / count;
  const reach = Math.sqrt(Math.max(bounds.top ** 2, bounds.bottom ** 2) + bounds.right ** 2);
  return {
    bounds: boundsAround(0, 0, reach, reach),
    distance: (x, y) => {
      const angle = Math.atan2(x, -y);
      const off = angle - sector * Math.round(angle / sector);
      const radius = Math.sqrt(x * x + y * y);
      return distance(radius * Math.sin(off), -radius * Math.cos(off));
    },
  };
}
