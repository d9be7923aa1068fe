/** The bounding rectangle of a shape. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * A region of the plane by its signed distance function, x to the right and y downwards. The formulas are those of
 * I. Quilez, "2D distance functions" (iquilezles.org/articles/distfunctions2d).
 */
export interface Shape {
  /** The distance to the edge, negative inside. Far from the edge only its sign is exact. */
  readonly distance: (x: number, y: number) => number;
  readonly bounds: Bounds;
}

export type Point = readonly [x: number, y: number];

/** The bounding rectangle of points, widened by a margin. */
export const spanning = (xs: Iterable<number>, ys: Iterable<number>, margin = 0): Bounds => ({
  left: Math.min(...xs) - margin,
  top: Math.min(...ys) - margin,
  right: Math.max(...xs) + margin,
  bottom: Math.max(...ys) + margin,
});

/** The rectangle around a point. */
export const boundsAround = (
  x: number,
  y: number,
  halfWidth: number,
  halfHeight: number,
): Bounds => ({
  left: x - halfWidth,
  top: y - halfHeight,
  right: x + halfWidth,
  bottom: y + halfHeight,
});

export const circle = (centreX: number, centreY: number, radius: number): Shape => ({
  bounds: boundsAround(centreX, centreY, radius, radius),
  distance: (x, y) => Math.sqrt((x - centreX) ** 2 + (y - centreY) ** 2) - radius,
});

/** Exact on the edge, to first order near it: f / |∇f|. */
export const ellipse = (centreX: number, centreY: number, a: number, b: number): Shape => ({
  bounds: boundsAround(centreX, centreY, a, b),
  distance: (x, y) => {
    const u = (x - centreX) / a;
    const v = (y - centreY) / b;
    const radius = Math.sqrt(u * u + v * v);
    const slope = Math.sqrt((u / a) ** 2 + (v / b) ** 2);
    return slope === 0 ? -Math.min(a, b) : (radius * (radius - 1)) / slope;
  },
});

/** A rectangle, its corners rounded by a radius. */
export const box = (
  centreX: number,
  centreY: number,
  halfWidth: number,
  halfHeight: number,
  round = 0,
): Shape => ({
  bounds: boundsAround(centreX, centreY, halfWidth, halfHeight),
  distance: (x, y) => {
    const dx = Math.abs(x - centreX) - halfWidth + round;
    const dy = Math.abs(y - centreY) - halfHeight + round;
    const outX = Math.max(dx, 0);
    const outY = Math.max(dy, 0);
    return Math.sqrt(outX * outX + outY * outY) + Math.min(Math.max(dx, dy), 0) - round;
  },
});

/** The region within `radius` of the line from one point to the other. */
export function capsule([x0, y0]: Point, [x1, y1]: Point, radius: number): Shape {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const square = dx * dx + dy * dy;
  return {
    bounds: spanning([x0, x1], [y0, y1], radius),
    distance: (x, y) => {
      const px = x - x0;
      const py = y - y0;
      const along = Math.min(1, Math.max(0, (px * dx + py * dy) / square));
      return Math.sqrt((px - along * dx) ** 2 + (py - along * dy) ** 2) - radius;
    },
  };
}

/** The height of an arc over x, a parabola from one end to the other, and its slope there; y downwards. */
function arc(x: number, half: number, sag: number): { readonly y: number; readonly slope: number } {
  const t = x / half;
  return { y: sag * (1 - t * t), slope: (-2 * sag * t) / half };
}

/** The region within `radius` of an arc whose middle hangs `sag` below its ends at (±half, 0). */
export function bow(half: number, sag: number, radius: number): Shape {
  // Steep ends have the thickness of the middle, measured across the arc, and so are higher.
  const high = radius * Math.sqrt(1 + arc(half, half, sag).slope ** 2);
  return {
    bounds: {
      left: -half - radius,
      top: Math.min(0, sag) - high,
      right: half + radius,
      bottom: Math.max(0, sag) + high,
    },
    distance: (x, y) => {
      if (Math.abs(x) > half) return Math.sqrt((Math.abs(x) - half) ** 2 + y * y) - radius;
      const at = arc(x, half, sag);
      return Math.abs(y - at.y) / Math.sqrt(1 + at.slope ** 2) - radius;
    },
  };
}

/** A polygon that does not cross itself, grown by `round`, which rounds its corners. */
export function polygon(round: number, ...points: readonly Point[]): Shape {
  const xs = Float64Array.from(points, ([x]) => x);
  const ys = Float64Array.from(points, ([, y]) => y);
  return {
    bounds: spanning(xs, ys, round),
    distance: (x, y) => {
      let nearest = Infinity;
      let inside = false;
      let fromX = xs[xs.length - 1] as number;
      let fromY = ys[ys.length - 1] as number;
      for (let i = 0; i < xs.length; i++) {
        const toX = xs[i] as number;
        const toY = ys[i] as number;
        const dx = toX - fromX;
        const dy = toY - fromY;
        const px = x - fromX;
        const py = y - fromY;
        const along = Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy)));
        nearest = Math.min(nearest, (px - along * dx) ** 2 + (py - along * dy) ** 2);
        // A ray to the right crosses the boundary an odd number of times from inside.
        if (fromY > y !== toY > y && px < (dx * py) / dy) inside = !inside;
        fromX = toX;
        fromY = toY;
      }
      return (inside ? -1 : 1) * Math.sqrt(nearest) - round;
    },
  };
}
