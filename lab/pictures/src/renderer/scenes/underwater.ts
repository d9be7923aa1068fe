import { rgb } from '../colours.ts';
import { between } from '../proportions.ts';
import { rim, union } from '../combine.ts';
import { capsule, circle } from '../shapes.ts';
import { wholePicture, gradient, hills, layer, scattered, type Backdrop } from './backdrop.ts';

const weed = (x: number, tall: number) =>
  union(
    capsule([x, 0.95], [x + 0.03, 0.95 - tall * 0.5], 0.02),
    capsule([x + 0.03, 0.95 - tall * 0.5], [x, 0.95 - tall], 0.016),
  );

export const underwater: Backdrop = {
  phrase: 'under water',
  layers: ([weeds, tall, bubbles, phase]) => [
    { shape: wholePicture, fill: gradient(rgb(0x74cfd8), 0, rgb(0x1f6592), 0.95) },
    ...[0.06, 0.16, 0.85, 0.94].map((x, i) =>
      layer(
        weed(x + 0.05 * (weeds - 0.5), between(0.24, 0.42, (tall + 0.37 * i) % 1)),
        rgb(0x2c8270),
      ),
    ),
    { shape: hills(0.86, 0.03, 1.1, phase), fill: gradient(rgb(0xd9cc9a), 0.83, rgb(0xb8a673), 1) },
    ...scattered(7, bubbles, phase).map(({ x, y }, i) =>
      layer(rim(circle(x, y * 0.8, i % 2 === 0 ? 0.028 : 0.018), 0.007), rgb(0xd8f4f6)),
    ),
  ],
};
