import { rgb } from '../colours.ts';
import { between } from '../proportions.ts';
import { circle } from '../shapes.ts';
import { below, wholePicture, gradient, hills, layer, type Backdrop } from './backdrop.ts';

export const beach: Backdrop = {
  phrase: 'on the beach',
  layers: ([sun, height, tide, phase]) => {
    const shore = between(0.58, 0.66, tide);
    return [
      { shape: wholePicture, fill: gradient(rgb(0x8fc8ea), 0, rgb(0xe2f1f4), 0.42) },
      layer(circle(between(0.1, 0.9, sun), between(0.1, 0.18, height), 0.07), rgb(0xfff0b8)),
      { shape: below(0.42), fill: gradient(rgb(0x3d8fb8), 0.42, rgb(0x7cc4d2), shore) },
      layer(hills(shore - 0.02, 0.02, 1.1, phase), rgb(0xf3f7f2)),
      {
        shape: hills(shore, 0.02, 1.1, phase),
        fill: gradient(rgb(0xeedbab), shore, rgb(0xdcc28a), 1),
      },
    ];
  },
};
