import { between } from '../proportions.ts';
import { within } from '../combine.ts';
import { box, circle, ellipse, polygon } from '../shapes.ts';
import { bare, bright, dark, edged, type Parts } from './part.ts';

/** A fish that looks to the left, with a tail, a fin above, a fin below and a head of another colour. */
export const fish: Parts = ([height, tail, fin, head]) => {
  const half = between(0.32, 0.6, height);
  const spread = between(0.24, 0.62, tail);
  const body = ellipse(-0.14, 0, 0.78, half);
  return [
    edged('part', polygon(0.05, [0.42, 0], [0.9, -spread], [0.76, 0], [0.9, spread])),
    edged(
      'part',
      polygon(
        0.04,
        [-0.4, -half * 0.7],
        [between(-0.05, 0.15, fin), -half - between(0.06, 0.38, fin)],
        [0.38, -half * 0.55],
      ),
    ),
    edged('pattern', polygon(0.04, [-0.2, half * 0.7], [0.1, half + 0.24], [0.26, half * 0.6])),
    edged('body', body),
    edged('pattern', within(body, box(-1, 0, between(0.32, 0.66, head), 1))),
    edged(bright, circle(-0.58, -half * 0.22, 0.13)),
    bare(dark, circle(-0.6, -half * 0.22, 0.065)),
  ];
};
