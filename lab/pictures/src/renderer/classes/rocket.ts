import { between } from '../proportions.ts';
import { rgb } from '../colours.ts';
import { mirrored, within } from '../combine.ts';
import { box, circle, ellipse, polygon } from '../shapes.ts';
import { bare, glass, edged, type Parts } from './part.ts';

const [flame, heart] = [rgb(0xf58a2c), rgb(0xfbe08a)];

/** A rocket that takes off: a nose, a window in a frame, fins, and a flame. */
export const rocket: Parts = ([width, nose, fins, window]) => {
  const half = between(0.27, 0.46, width);
  const hull = within(ellipse(0, -0.02, half, 0.96), box(0, -0.4, 1, 1));
  const span = between(0.16, 0.44, fins);
  const radius = between(0.16, 0.26, window);
  return [
    bare(flame, ellipse(0, 0.64, half * 0.5, 0.32)),
    bare(heart, ellipse(0, 0.6, half * 0.26, 0.22)),
    edged(
      'part',
      mirrored(
        polygon(
          0.05,
          [half * 0.6, 0.1],
          [half * 0.8 + span, 0.56],
          [half * 0.8 + span, 0.74],
          [half * 0.5, 0.54],
        ),
      ),
    ),
    edged('body', hull),
    edged('part', within(hull, box(0, -1, 1, between(0.28, 0.6, nose)))),
    edged('pattern', circle(0, -0.12, radius)),
    bare(glass, circle(0, -0.12, radius * 0.5)),
  ];
};
