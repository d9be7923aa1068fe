import { between } from '../proportions.ts';
import { mirrored } from '../combine.ts';
import { box, circle } from '../shapes.ts';
import { bare, bright, dark, edged, type Parts } from './part.ts';

/** A robot: a head with an antenna, arms, legs, and a plate on its chest. */
export const robot: Parts = ([head, width, height, legs]) => {
  const half = between(0.32, 0.56, width);
  const bottom = between(0.3, 0.62, height);
  const headHalf = between(0.24, 0.48, head);
  const legHalf = between(0.08, 0.17, legs);
  const arm = between(0.2, 0.34, height);
  return [
    bare(dark, box(0, -0.82, 0.04, 0.14)),
    edged('pattern', circle(0, -0.9, 0.1)),
    edged(
      'part',
      mirrored(box(half * 0.52, (bottom + 0.94) / 2, legHalf, (0.94 - bottom) / 2 + 0.05)),
    ),
    edged('part', mirrored(box(half + 0.13, -0.08 + arm, 0.1, arm, 0.08))),
    edged('body', box(0, (bottom - 0.2) / 2, half, (bottom + 0.2) / 2, 0.06)),
    edged('plain body', box(0, -0.48, headHalf, 0.26, 0.08)),
    bare(bright, mirrored(circle(headHalf * 0.5, -0.5, 0.09))),
    bare(dark, mirrored(circle(headHalf * 0.5, -0.5, 0.045))),
    edged('pattern', box(0, -0.04, half * 0.5, 0.09, 0.04)),
  ];
};
