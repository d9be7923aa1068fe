import { between } from '../proportions.ts';
import { mirrored } from '../combine.ts';
import { capsule, circle, ellipse, polygon } from '../shapes.ts';
import { bare, dark, edged, type Parts } from './part.ts';
import { rgb } from '../colours.ts';

const eyes = rgb(0xe9f2a0);
const nose = rgb(0xd9737f);

/** A cat that sits and looks at the viewer, with its tail at the right. */
export const cat: Parts = ([ears, body, head, tail]) => {
  const half = between(0.34, 0.56, body);
  const headHalf = between(0.44, 0.64, head);
  const tip = -0.52 - between(0.16, 0.42, ears);
  return [
    edged(
      'part',
      capsule([half * 0.6, 0.8], [between(0.84, 0.7, tail), between(0.66, -0.1, tail)], 0.11),
    ),
    edged('body', ellipse(0, 0.48, half, 0.5)),
    edged('part', mirrored(ellipse(half * 0.48, 0.9, 0.19, 0.1))),
    edged(
      'part',
      mirrored(
        polygon(0.05, [headHalf * 0.24, -0.56], [headHalf * 0.86, tip], [headHalf * 0.92, -0.36]),
      ),
    ),
    edged('plain body', ellipse(0, -0.28, headHalf, 0.38)),
    edged('pattern', ellipse(0, -0.11, headHalf * 0.5, 0.17)),
    bare(eyes, mirrored(circle(headHalf * 0.46, -0.36, 0.105))),
    bare(dark, mirrored(ellipse(headHalf * 0.46, -0.36, 0.045, 0.09))),
    bare(nose, ellipse(0, -0.19, 0.08, 0.05)),
  ];
};
