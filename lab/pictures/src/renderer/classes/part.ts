import { rgb, type Rgb } from '../colours.ts';
import type { Proportions } from '../proportions.ts';
import type { Shape } from '../shapes.ts';

/**
 * A part's colour: the body colour with or without the pattern, the colour of parts, that of the pattern, or one that all
 * subjects share.
 */
export type Ink = 'body' | 'plain body' | 'part' | 'pattern' | Rgb;

/** A part of a subject, in coordinates from about −1 to 1, y downwards. */
interface Part {
  readonly shape: Shape;
  readonly ink: Ink;
  /** Whether there is no line around it. */
  readonly bare?: boolean;
}

/** A part with a line around it. */
export const edged = (ink: Ink, shape: Shape): Part => ({ shape, ink });

/** A part without a line around it. */
export const bare = (ink: Ink, shape: Shape): Part => ({ shape, ink, bare: true });

/** The parts of a subject, each painted over the previous ones. Each of its three colours is visible, whatever the pattern. */
export type Parts = (proportions: Proportions) => readonly Part[];

export const dark = rgb(0x25252d);
export const bright = rgb(0xfbfaf2);
export const glass = rgb(0xa9d6e8);
