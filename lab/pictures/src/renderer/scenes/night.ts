import { rgb } from '../colours.ts';
import { between } from '../proportions.ts';
import { shapeWithout } from '../combine.ts';
import { circle } from '../shapes.ts';
import { wholePicture, gradient, hills, layer, scattered, type Backdrop } from './backdrop.ts';

export const night: Backdrop = {
  phrase: 'at night',
  layers: ([moon, height, stars, phase]) => {
    const [x, y] = [between(0.12, 0.88, moon), between(0.12, 0.2, height)];
    return [
      { shape: wholePicture, fill: gradient(rgb(0x11163a), 0, rgb(0x333a72), 0.66) },
      ...scattered(16, stars, phase).map((star, i) =>
        layer(circle(star.x, star.y * 0.52, i % 3 === 0 ? 0.013 : 0.009), rgb(0xf2efd8)),
      ),
      layer(shapeWithout(circle(x, y, 0.085), circle(x + 0.045, y - 0.03, 0.075)), rgb(0xf6ecb4)),
      layer(hills(0.62, 0.04, 1, phase), rgb(0x1c2750)),
      {
        shape: hills(0.7, 0.02, 0.8, phase + 0.3),
        fill: gradient(rgb(0x25365a), 0.68, rgb(0x17233f), 1),
      },
    ];
  },
};
