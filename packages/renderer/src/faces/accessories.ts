import { rgb } from '../colours.ts';
import { mirrored, moved, rim, union, within } from '../combine.ts';
import { box, capsule, ellipse } from '../shapes.ts';
import type { Feature } from './feature.ts';
import type { Head } from './head.ts';

/** Something worn. */
interface Accessory {
  /** What a prompt says of it. */
  readonly phrase: string;
  /** Its parts, each over those before. */
  parts(head: Head): readonly Feature[];
  /** How far it moves as the head looks aside; that of the face is 1. */
  readonly depth: number;
}

const dark = rgb(0x23232b);
const [red, band] = [rgb(0xc8332e), rgb(0x9e211f)];

/** Everything that may be worn. */
export const accessories = {
  glasses: {
    phrase: 'wearing glasses',
    depth: 1,
    parts: ({ eyeX, eyeY, half }) => {
      const round = moved(box(0, 0, eyeX * 0.72, 0.21, 0.16), eyeX, eyeY);
      return [
        { shape: mirrored(rim(round, 0.035)), colour: dark },
        {
          shape: union(
            capsule([-eyeX * 0.3, eyeY - 0.04], [eyeX * 0.3, eyeY - 0.04], 0.035),
            mirrored(capsule([eyeX * 1.7, eyeY - 0.06], [half + 0.02, eyeY - 0.08], 0.035)),
          ),
          colour: dark,
        },
      ];
    },
  },
  hat: {
    phrase: 'wearing a red hat',
    depth: 0.2,
    parts: ({ half }) => [
      { shape: within(ellipse(0, -0.52, half + 0.1, 0.78), box(0, -1.05, 2, 0.55)), colour: red },
      { shape: box(0, -0.56, half + 0.14, 0.13, 0.1), colour: band },
    ],
  },
} as const satisfies Record<string, Accessory>;

/** What an accessory is called. */
export type AccessoryName = keyof typeof accessories;
