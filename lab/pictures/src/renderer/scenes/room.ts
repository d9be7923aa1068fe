import { rgb } from '../colours.ts';
import { coverage } from '../paint.ts';
import { between } from '../proportions.ts';
import { box } from '../shapes.ts';
import { below, wholePicture, layer, type Backdrop } from './backdrop.ts';

const floor = 0.7;

export const room: Backdrop = {
  phrase: 'in a room',
  layers: ([stripes, picture, wide, planks]) => {
    const [x, half] = [between(0.18, 0.82, picture), between(0.07, 0.11, wide)];
    return [
      {
        shape: wholePicture,
        fill: {
          colour: rgb(0xeadfc6),
          over: {
            colour: rgb(0xdccdaa),
            share: (across, _y, pixel) =>
              coverage(Math.abs(((across + 0.2 * stripes) % 0.2) - 0.1) - 0.05, pixel),
          },
        },
      },
      layer(box(x, 0.18, half, 0.1), rgb(0x7a5638)),
      layer(box(x, 0.18, half - 0.025, 0.075), rgb(0xa7c6d0)),
      {
        shape: below(floor),
        fill: {
          colour: rgb(0xb98655),
          over: {
            colour: rgb(0x97683d),
            // Boards run towards the vanishing point of the wall's middle.
            share: (across, y, pixel) => {
              const board = (across - 0.5) / (y - 0.3) + 0.3 * planks + 3;
              return coverage((Math.abs((board % 0.3) - 0.15) - 0.015) * (y - 0.3), pixel);
            },
          },
        },
      },
      layer(box(0.5, floor - 0.012, 0.6, 0.018), rgb(0xf6f0e2)),
    ];
  },
};
