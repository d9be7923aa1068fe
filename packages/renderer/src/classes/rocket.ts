import { between } from '../proportions.ts';
import { rgb } from '../colours.ts';
import { mirrored, within } from '../combine.ts';
import { box, circle, ellipse, polygon } from '../shapes.ts';
import { glass, type Parts } from './part.ts';

const [flame, heart] = [rgb(0xf58a2c), rgb(0xfbe08a)];

/** A rocket that takes off: a nose, a window in a frame, fins, and a flame. */
export const rocket: Parts = ([width, nose, fins, window]) => {
  const half = between(0.27, 0.46, width);
  const hull = within(ellipse(0, -0.02, half, 0.96), box(0, -0.4, 1, 1));
  const span = between(0.16, 0.44, fins);
  const radius = between(0.16, 0.26, window);
  return [
    { shape: ellipse(0, 0.64, half * 0.5, 0.32), ink: flame, bare: true },
    { shape: ellipse(0, 0.6, half * 0.26, 0.22), ink: heart, bare: true },
    {
      shape: mirrored(
        polygon(
          [
            [half * 0.6, 0.1],
            [half * 0.8 + span, 0.56],
            [half * 0.8 + span, 0.74],
            [half * 0.5, 0.54],
          ],
          0.05,
        ),
      ),
      ink: 'part',
    },
    { shape: hull, ink: 'body' },
    { shape: within(hull, box(0, -1, 1, between(0.28, 0.6, nose))), ink: 'part' },
    { shape: circle(0, -0.12, radius), ink: 'pattern' },
    { shape: circle(0, -0.12, radius * 0.5), ink: glass, bare: true },
  ];
};
