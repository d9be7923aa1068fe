import { between } from '../proportions.ts';
import { box, polygon } from '../shapes.ts';
import { glass, edged, type Parts } from './part.ts';

/** A house with a roof, a chimney, a door and a window. */
export const house: Parts = ([width, height, roof, door]) => {
  const half = between(0.5, 0.78, width);
  const eaves = between(0.25, -0.15, height);
  const ridge = eaves - between(0.35, 0.75, roof);
  const doorHalf = between(0.11, 0.25, door);
  const windowHalf = between(0.2, 0.1, door);
  return [
    edged('pattern', box(half * 0.55, (eaves + ridge) / 2 - 0.05, 0.11, 0.3)),
    edged('body', box(0, (eaves + 0.92) / 2, half, (0.92 - eaves) / 2)),
    edged(
      'part',
      polygon(0.04, [-half - 0.16, eaves + 0.04], [0, ridge], [half + 0.16, eaves + 0.04]),
    ),
    edged('pattern', box(-half * 0.42, 0.92 - 0.27, doorHalf, 0.27)),
    edged(glass, box(half * 0.45, eaves + 0.36, windowHalf, windowHalf)),
  ];
};
