import { mirrored, moved, union, within, without } from '../combine.ts';
import { box, capsule, ellipse, lens, type Shape } from '../shapes.ts';
import type { Head } from './head.ts';

const moustache = ({ noseY, mouthY }: Head): Shape =>
  moved(lens(0.34, -0.13, 0.02), 0, (noseY + mouthY) / 2 + 0.07);

const goatee = ({ chin, mouthY }: Head): Shape =>
  ellipse(0, (chin + mouthY) / 2 + 0.1, 0.2, (chin - mouthY) / 2 + 0.02);

/** From the moustache's ends to the goatee. */
const besideMouth = ({ mouthY }: Head): Shape =>
  mirrored(capsule([0.3, mouthY - 0.04], [0.16, mouthY + 0.24], 0.055));

/** The lower part of the face but for the mouth. */
const full = ({ shape, mouthY, noseY, half }: Head): Shape =>
  without(
    within(shape, box(0, noseY + 1.06, 2, 1)),
    union(ellipse(0, noseY - 0.12, half * 0.84, 0.3), ellipse(0, mouthY, 0.24, 0.1)),
  );

/** What of a face hair covers. */
export const beards = {
  none: undefined,
  moustache,
  goatee,
  circle: (head) => union(moustache(head), goatee(head), besideMouth(head)),
  full: (head) => union(full(head), moustache(head)),
} as const satisfies Record<string, ((head: Head) => Shape) | undefined>;

/** The word for a beard. */
export type Beard = keyof typeof beards;
