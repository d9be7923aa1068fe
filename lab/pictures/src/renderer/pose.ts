import type { RandomStream } from '@singlora/runtime';
import type { Frame } from './paint.ts';
import { between } from './proportions.ts';

/** A subject's position in a picture, and the light. */
export interface Pose {
  /** The subject's centre, as fractions of the picture's side, from the left and from the top. */
  readonly x: number;
  readonly y: number;
  /** Half of the subject's height, as a fraction of the picture's side. */
  readonly size: number;
  /** The clockwise rotation, in radians. */
  readonly turn: number;
  /** The factor of all colours. */
  readonly light: number;
}

const inRange = (stream: RandomStream, low: number, high: number): number =>
  between(low, high, stream.uniform());

/** A random pose: slightly off-centre, about three quarters of the picture's height, and nearly upright. */
export const drawPose = (stream: RandomStream): Pose => ({
  x: inRange(stream, 0.44, 0.56),
  y: inRange(stream, 0.52, 0.58),
  size: inRange(stream, 0.34, 0.41),
  turn: inRange(stream, -0.13, 0.13),
  light: inRange(stream, 0.88, 1.06),
});

export const frameOf = ({ x, y, size, turn }: Pose): Frame => ({ x, y, scale: size, turn });
