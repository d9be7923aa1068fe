import { between } from '../proportions.ts';
import { rgb } from '../colours.ts';
import { box, polygon } from '../shapes.ts';
import { bare, edged, type Parts } from './part.ts';

const wood = rgb(0x6b4a2f);

/** A boat with a mast and two sails of different colours. */
export const boat: Parts = ([length, depth, sail, mast]) => {
  const half = between(0.66, 0.95, length);
  const deep = between(0.28, 0.5, depth);
  const deck = 0.9 - deep;
  const top = deck - between(0.75, 1.3, sail);
  const at = between(-0.22, 0.26, mast);
  return [
    bare(wood, box(at, (top + deck) / 2, 0.045, (deck - top) / 2 + 0.05)),
    edged(
      'part',
      polygon(0.04, [at - 0.1, top + 0.08], [at - 0.1, deck - 0.12], [-half * 0.86, deck - 0.12]),
    ),
    edged(
      'pattern',
      polygon(0.04, [at + 0.1, top + 0.24], [at + 0.1, deck - 0.12], [half * 0.86, deck - 0.12]),
    ),
    edged(
      'body',
      polygon(0.05, [-half, deck], [half, deck], [half * 0.62, 0.9], [-half * 0.72, 0.9]),
    ),
  ];
};
