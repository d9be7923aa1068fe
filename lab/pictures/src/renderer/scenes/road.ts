import { rgb } from '../colours.ts';
import { between } from '../proportions.ts';
import { polygon } from '../shapes.ts';
import { below, wholePicture, gradient, hills, layer, type Backdrop } from './backdrop.ts';

const horizon = 0.5;

/** A quadrilateral on the ground around the line from the vanishing point; `half` is its half width at the lower edge. */
const onGround = (x: number, half: number, from: number, to: number) => {
  const side = (y: number, sign: number): [number, number] => [
    x + ((0.5 - x + sign * half) * (y - horizon)) / (1 - horizon),
    y,
  ];
  return polygon(0, side(from, -1), side(from, 1), side(to, 1), side(to, -1));
};

export const road: Backdrop = {
  phrase: 'on the road',
  layers: ([vanishing, phase, swing, dashes]) => {
    const x = between(0.4, 0.6, vanishing);
    return [
      { shape: wholePicture, fill: gradient(rgb(0xa3c9ea), 0, rgb(0xeaf1f1), horizon) },
      layer(hills(0.46, between(0.02, 0.05, swing), 1.2, phase), rgb(0x9bb7ab)),
      { shape: below(horizon), fill: gradient(rgb(0xa6bd84), horizon, rgb(0x7f9f5f), 1) },
      layer(onGround(x, 0.62, horizon + 0.01, 1.02), rgb(0x85868d)),
      ...[0.53, 0.62, 0.76, 0.94].map((y) => {
        const from = y + 0.06 * dashes * (y - 0.4);
        return layer(onGround(x, 0.035, from, from + (y - 0.42) * 0.22), rgb(0xf2efe4));
      }),
    ];
  },
};
