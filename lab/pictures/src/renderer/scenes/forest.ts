import { rgb } from '../colours.ts';
import { between } from '../proportions.ts';
import { box, circle } from '../shapes.ts';
import { wholePicture, gradient, hills, layer, type Backdrop } from './backdrop.ts';

const [near, far] = [rgb(0x5b4636), rgb(0x6f6a4d)];
const leaves = [rgb(0x4d7f4a), rgb(0x417242)] as const;

export const forest: Backdrop = {
  phrase: 'in the forest',
  layers: ([trunks, width, crowns, phase]) => [
    { shape: wholePicture, fill: gradient(rgb(0x8fb384), 0.1, rgb(0x5c8a61), 0.7) },
    ...[0.3, 0.52, 0.72].map((x) => layer(box(x + 0.08 * (trunks - 0.5), 0.4, 0.016, 0.4), far)),
    ...[0.1, 0.42, 0.88].map((x) =>
      layer(box(x + 0.14 * (trunks - 0.5), 0.4, between(0.025, 0.045, width), 0.42), near),
    ),
    ...Array.from({ length: 7 }, (_, i) =>
      layer(
        circle((i + crowns - 0.5) / 6, 0.03 + 0.05 * ((i * 0.618 + crowns) % 1), 0.13),
        leaves[i % 2] ?? leaves[0],
      ),
    ),
    { shape: hills(0.72, 0.02, 1.4, phase), fill: gradient(rgb(0x66824a), 0.7, rgb(0x465f38), 1) },
  ],
};
