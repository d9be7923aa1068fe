import { rgb } from '../colours.ts';
import { between } from '../proportions.ts';
import { circle, polygon } from '../shapes.ts';
import { wholePicture, gradient, hills, layer, scattered, type Backdrop } from './backdrop.ts';

const firGreen = rgb(0x7f9c99);

const fir = (x: number, tall: number) =>
  polygon(0, [x, 0.62 - tall], [x + tall * 0.3, 0.62], [x - tall * 0.3, 0.62]);

export const snow: Backdrop = {
  phrase: 'in the snow',
  layers: ([phase, firs, tall, flakes]) => [
    { shape: wholePicture, fill: gradient(rgb(0xa9bcd2), 0, rgb(0xdfe7ef), 0.6) },
    layer(hills(0.5, 0.05, 0.8, phase), rgb(0xccd8e4)),
    layer(fir(between(0.05, 0.2, firs), between(0.26, 0.36, tall)), firGreen),
    layer(fir(between(0.24, 0.34, firs), between(0.22, 0.16, tall)), firGreen),
    layer(fir(between(0.8, 0.95, firs), between(0.34, 0.24, tall)), firGreen),
    { shape: hills(0.6, 0.02, 1.3, phase), fill: gradient(rgb(0xf6f8fb), 0.6, rgb(0xdde5ee), 1) },
    ...scattered(14, flakes, phase).map(({ x, y }) =>
      layer(circle(x, y * 0.9, 0.013), rgb(0xffffff)),
    ),
  ],
};
