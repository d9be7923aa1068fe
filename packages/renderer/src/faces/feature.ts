import type { Rgb } from '../colours.ts';
import type { Shape } from '../shapes.ts';

/** A shape with its colour, in the head's coordinates. */
export interface Feature {
  readonly shape: Shape;
  readonly colour: Rgb;
}
