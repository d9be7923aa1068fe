import { rgb } from '../colours.ts';
import { between } from '../proportions.ts';
import { union } from '../combine.ts';
import { circle, ellipse } from '../shapes.ts';
import { wholePicture, gradient, hills, layer, scattered, type Backdrop } from './backdrop.ts';

const petals = [rgb(0xf7e27a), rgb(0xf9f4f0), rgb(0xeab0c8)] as const;

const cloud = (x: number, y: number) =>
  union(
    ellipse(x, y, 0.12, 0.035),
    circle(x - 0.03, y - 0.025, 0.045),
    circle(x + 0.035, y - 0.015, 0.035),
  );

export const meadow: Backdrop = {
  phrase: 'in the meadow',
  layers: ([clouds, height, phase, flowers]) => [
    { shape: wholePicture, fill: gradient(rgb(0x93cbee), 0, rgb(0xe3f2f0), 0.6) },
    layer(cloud(between(0.14, 0.4, clouds), between(0.12, 0.2, height)), rgb(0xfbfdfd)),
    layer(cloud(between(0.65, 0.9, clouds), between(0.22, 0.1, height)), rgb(0xfbfdfd)),
    layer(hills(0.55, 0.05, 0.9, phase), rgb(0xa3cf94)),
    { shape: hills(0.64, 0.02, 1.2, phase), fill: gradient(rgb(0x84bd68), 0.62, rgb(0x5f9c50), 1) },
    ...scattered(12, flowers, phase).map(({ x, y }, i) =>
      layer(circle(x, between(0.7, 0.98, y), 0.014), petals[i % 3] ?? petals[0]),
    ),
  ],
};
