import { between } from '../proportions.ts';
import { rim, turnedShape, within } from '../combine.ts';
import { circle } from '../shapes.ts';
import { edged, type Parts } from './part.ts';

/** A ball with a band around it, and a disc on the band. */
export const ball: Parts = ([tilt, width, bow, disc]) => {
  const whole = circle(0, 0, 0.92);
  const radius = between(0.9, 3, bow);
  const band = rim(circle(0, radius, radius), between(0.08, 0.26, width));
  return [
    edged('body', whole),
    edged('part', within(whole, turnedShape(band, between(-1.2, 1.2, tilt)))),
    edged('pattern', circle(0, 0, between(0.14, 0.42, disc))),
  ];
};
