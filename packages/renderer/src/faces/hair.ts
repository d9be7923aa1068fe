import { moved, spokes, union, within, without } from '../combine.ts';
import { box, circle, ellipse, polygon, type Shape } from '../shapes.ts';
import type { Head } from './head.ts';

/** What of hair is behind the head, and what in front of it. */
export interface Hair {
  readonly back?: Shape;
  readonly front?: Shape;
}

/** Of the head grown by some, what is outside of a face whose hairline is at a height. */
const cap = ({ half }: Head, grown: number, hairline: number, side = 0.92): Shape =>
  within(
    without(
      ellipse(0, -0.25, half + grown, 0.8 + grown),
      ellipse(0, hairline + 0.9, half * side, 0.9),
    ),
    box(0, -1, 2, 1.08),
  );

/** Falls to both sides of the face down to a height. */
const falling = ({ half }: Head, wider: number, down: number): Shape =>
  union(
    ellipse(0, -0.3, half + wider, 0.85),
    box(0, (down - 0.3) / 2, half + wider, (down + 0.3) / 2, 0.18),
  );

const curls = ({ half }: Head, size: number): Shape =>
  moved(spokes(circle(0, -(half + 0.08), size), 9), 0, -0.28);

/** Hair by style. */
export const hairStyles = {
  bald: () => ({}),
  short: (head) => ({ front: cap(head, 0.08, -0.62) }),
  receding: (head) => ({ front: cap(head, 0.06, -0.92, 0.86) }),
  fringe: (head) => ({
    front: union(
      cap(head, 0.12, -0.55),
      within(ellipse(0, -0.22, head.half, 0.78), box(0, -0.8, 1, 0.42)),
    ),
  }),
  parted: (head) => ({
    front: union(
      without(
        within(ellipse(0, -0.25, head.half + 0.12, 0.94), box(0, -1, 2, 1)),
        ellipse(-0.34, 0.22, head.half * 1.1, 0.8),
      ),
      cap(head, 0.06, -0.7),
    ),
  }),
  spiky: (head) => ({
    front: union(
      cap(head, 0.06, -0.62),
      ...[-0.5, -0.25, 0, 0.25, 0.5].map((x) =>
        polygon(
          0.03,
          [x - 0.2, -0.78 + 0.3 * x * x],
          [x * 1.3, -1.32 + 0.4 * x * x],
          [x + 0.2, -0.78 + 0.3 * x * x],
        ),
      ),
    ),
  }),
  mohawk: () => ({ back: box(0, -0.95, 0.2, 0.42, 0.16), front: box(0, -0.86, 0.17, 0.26, 0.12) }),
  bun: (head) => ({ back: circle(0, -1.12, 0.32), front: cap(head, 0.08, -0.66) }),
  bob: (head) => ({
    back: falling(head, 0.2, 0.72),
    front: union(
      cap(head, 0.14, -0.6, 0.86),
      within(ellipse(0, -0.22, head.half, 0.78), box(0, -0.8, 1, 0.38)),
    ),
  }),
  long: (head) => ({
    back: falling(head, 0.2, 1.5),
    front: cap(head, 0.12, -0.72, 0.8),
  }),
  curly: (head) => ({
    back: union(curls(head, 0.36), ellipse(0, -0.3, head.half + 0.2, 0.9)),
    front: union(...[-0.44, -0.15, 0.15, 0.44].map((x) => circle(x, -0.74 + 0.5 * x * x, 0.24))),
  }),
} as const satisfies Record<string, (head: Head) => Hair>;

/** The word for how hair is worn. */
export type HairStyle = keyof typeof hairStyles;
