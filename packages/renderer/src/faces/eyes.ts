import type { Rgb } from '../colours.ts';
import { mirrored, moved, turned, union, within } from '../combine.ts';
import { between } from '../proportions.ts';
import { bow, circle, lens, type Shape } from '../shapes.ts';
import { black, white } from './colours.ts';
import type { Expression } from './expressions.ts';
import type { Feature } from './feature.ts';
import type { Head } from './head.ts';
import type { FaceMeasures } from './measures.ts';

/** Both eyes with their lids, and the brows above them. */
export function eyesOf(
  { eyeX, eyeY, eye }: Head,
  measures: FaceMeasures,
  { eyes: openness, brows, frown }: Expression,
  gaze: number,
  colours: { readonly iris: Rgb; readonly brows: Rgb },
): Feature[] {
  const opening = eye * 0.62 * openness;
  const tilt = between(-0.22, 0.22, measures.eyeTilt);
  /** A pair, turned to the right at the right and to the left at the left. */
  const pair = (shape: Shape, turn: number, y: number) =>
    mirrored(moved(turned(shape, turn), eyeX, y));
  const eyes = pair(lens(eye, -opening, opening * 0.8), -tilt, eyeY);
  const inEyes = (radius: number) => {
    const discs = [-1, 1].map((side) => circle(side * eyeX + 0.05 * gaze, eyeY, radius));
    return within(union(...discs), eyes);
  };
  const browY = eyeY - opening - between(0.12, 0.26, measures.browHeight) - brows;
  const brow = bow(eye * 1.15, -0.07, between(0.03, 0.085, measures.browWeight));
  return [
    { shape: eyes, colour: white },
    { shape: inEyes(eye * 0.52), colour: colours.iris },
    { shape: inEyes(eye * 0.26), colour: black },
    { shape: pair(bow(eye * 1.05, -opening, 0.035), -tilt, eyeY), colour: black },
    { shape: pair(brow, -tilt * 0.6 - frown, browY), colour: colours.brows },
  ];
}
