import { rgb } from '../colours.ts';
import { between } from '../proportions.ts';
import { union } from '../combine.ts';
import { capsule, circle } from '../shapes.ts';
import { wholePicture, gradient, hills, layer, type Backdrop } from './backdrop.ts';

const cactus = (x: number, top: number) =>
  union(
    capsule([x, top], [x, 0.66], 0.025),
    capsule([x - 0.06, top + 0.06], [x - 0.06, top + 0.11], 0.018),
    capsule([x - 0.06, top + 0.11], [x, top + 0.13], 0.018),
    capsule([x + 0.06, top + 0.02], [x + 0.06, top + 0.08], 0.018),
    capsule([x + 0.06, top + 0.08], [x, top + 0.1], 0.018),
  );

export const desert: Backdrop = {
  phrase: 'in the desert',
  layers: ([sun, phase, plant, tall]) => [
    { shape: wholePicture, fill: gradient(rgb(0xf2c48a), 0, rgb(0xfbead0), 0.55) },
    layer(circle(between(0.15, 0.85, sun), 0.16, 0.075), rgb(0xfff6dc)),
    layer(hills(0.56, 0.05, 0.9, phase), rgb(0xe6b57c)),
    layer(
      cactus(
        plant < 0.5 ? between(0.08, 0.2, plant * 2) : between(0.8, 0.92, plant * 2 - 1),
        between(0.42, 0.5, tall),
      ),
      rgb(0x7da27a),
    ),
    {
      shape: hills(0.66, 0.03, 0.8, phase + 0.4),
      fill: gradient(rgb(0xdfa163), 0.64, rgb(0xc98747), 1),
    },
  ],
};
