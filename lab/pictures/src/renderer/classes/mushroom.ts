import { between } from '../proportions.ts';
import { within } from '../combine.ts';
import { box, ellipse, polygon } from '../shapes.ts';
import { edged, type Parts } from './part.ts';

/** A mushroom: a cap with gills below, and a ring around the stem. */
export const mushroom: Parts = ([width, height, stem, ring]) => {
  const half = between(0.58, 0.96, width);
  const tall = between(0.5, 0.98, height);
  const stemHalf = between(0.13, 0.32, stem);
  const ringAt = between(0.32, 0.72, ring);
  return [
    edged(
      'part',
      polygon(0.06, [-stemHalf, 0], [stemHalf, 0], [stemHalf * 1.3, 0.88], [-stemHalf * 1.3, 0.88]),
    ),
    edged('pattern', box(0, ringAt, stemHalf + 0.16, 0.085, 0.08)),
    edged('pattern', ellipse(0, 0.02, half * 0.86, 0.17)),
    edged('body', within(ellipse(0, 0.05, half, tall), box(0, -0.96, 1, 1))),
  ];
};
