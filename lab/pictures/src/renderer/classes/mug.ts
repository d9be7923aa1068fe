import { between } from '../proportions.ts';
import { rim } from '../combine.ts';
import { box, ellipse, polygon } from '../shapes.ts';
import { edged, type Parts } from './part.ts';

/** A mug with a rim and its handle at the right. */
export const mug: Parts = ([width, height, handle, taper]) => {
  const half = between(0.4, 0.62, width);
  const top = between(-0.45, -0.85, height);
  const foot = half * between(0.6, 1, taper);
  const reach = between(0.2, 0.38, handle);
  const left = -half - reach / 2;
  const [middle, right] = [left + half, left + 2 * half];
  return [
    edged('part', rim(ellipse(right - 0.04, (top + 0.9) / 2, reach, reach * 1.15), 0.09)),
    edged(
      'body',
      polygon(0.06, [left, top], [right, top], [middle + foot, 0.86], [middle - foot, 0.86]),
    ),
    edged('pattern', box(middle, top + 0.03, half + 0.1, 0.13, 0.1)),
  ];
};
