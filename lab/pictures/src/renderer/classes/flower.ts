import { between } from '../proportions.ts';
import { rgb } from '../colours.ts';
import { moved, spokes, turnedShape } from '../combine.ts';
import { box, circle, ellipse } from '../shapes.ts';
import { bare, edged, type Parts } from './part.ts';

const leafGreen = rgb(0x3c8a45);

/** A flower: petals (narrower ones in greater number), a centre with a ring, and two leaves at its stem. */
export const flower: Parts = ([length, width, centre, leaf]) => {
  const reach = between(0.48, 0.66, length);
  const petal = ellipse(0, -reach * 0.6, between(0.11, 0.25, width), reach * 0.4);
  const middle = between(0.11, 0.24, centre);
  const leafHalf = between(0.18, 0.34, leaf);
  const leafAt = (angle: number) =>
    moved(turnedShape(ellipse(leafHalf, 0, leafHalf, leafHalf * 0.42), angle), 0, 0.8);
  return [
    edged(leafGreen, box(0, 0.33, 0.055, 0.62)),
    edged(leafGreen, leafAt(-0.6)),
    edged(leafGreen, leafAt(Math.PI + 0.6)),
    edged('body', moved(spokes(petal, Math.round(between(9, 5, width))), 0, -0.3)),
    edged('pattern', circle(0, -0.3, middle + 0.12)),
    bare('part', circle(0, -0.3, middle)),
  ];
};
