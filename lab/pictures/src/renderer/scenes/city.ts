import { rgb } from '../colours.ts';
import { coverage, type PaintedShape } from '../paint.ts';
import { between } from '../proportions.ts';
import { box } from '../shapes.ts';
import { below, wholePicture, gradient, layer, type Backdrop } from './backdrop.ts';

const walls = [rgb(0x8d8fa6), rgb(0x777c94), rgb(0xa39db2)] as const;
const lamp = rgb(0xf1dfa4);
const street = 0.76;

/** A house front with windows on a grid that starts at its upper left corner. */
function front(left: number, width: number, top: number, wall: number): PaintedShape {
  const [stepX, stepY] = [width / 3, 0.085];
  return {
    shape: box(left + width / 2, (top + street) / 2, width / 2, (street - top) / 2),
    fill: {
      colour: walls[wall % 3] ?? walls[0],
      over: {
        colour: lamp,
        share: (x, y, pixel) => {
          const across = Math.abs(((((x - left) % stepX) + stepX) % stepX) - stepX / 2);
          const down = Math.abs(((((y - top) % stepY) + stepY) % stepY) - stepY / 2);
          return coverage(Math.max(across - stepX * 0.22, down - stepY * 0.25), pixel);
        },
      },
    },
  };
}

export const city: Backdrop = {
  phrase: 'in the city',
  layers: ([start, first, second, third]) => {
    const heights = [first, second, third];
    const width = 0.2;
    return [
      { shape: wholePicture, fill: gradient(rgb(0xb5bfd6), 0, rgb(0xf0e2dc), street) },
      ...Array.from({ length: 6 }, (_, i) => {
        const top = between(
          0.1,
          0.48,
          ((heights[i % 3] ?? 0) + 0.4 * Math.floor(i / 3) + 0.31 * i) % 1,
        );
        return front((i - start) * width, width * 0.94, top, i);
      }),
      { shape: below(street), fill: gradient(rgb(0xb3b0b4), street, rgb(0x939097), 1) },
      layer(box(0.5, street + 0.012, 0.6, 0.012), rgb(0xcfccce)),
    ];
  },
};
