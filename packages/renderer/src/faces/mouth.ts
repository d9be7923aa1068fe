import type { Rgb } from '../colours.ts';
import { moved, within } from '../combine.ts';
import { between } from '../proportions.ts';
import { bow, box, lens } from '../shapes.ts';
import { mouthColour, white } from './colours.ts';
import type { Expression } from './expressions.ts';
import type { Feature } from './feature.ts';
import type { Head } from './head.ts';
import type { FaceMeasures } from './measures.ts';

/** Lips, and between them a line or, of an open mouth, teeth. */
export function mouthOf(
  { mouthY }: Head,
  measures: FaceMeasures,
  { smile, open }: Expression,
  lips: Rgb,
): Feature[] {
  const half = between(0.2, 0.36, measures.mouthWidth) * (smile > 0.1 ? 1.15 : 1);
  const lip = between(0.02, 0.1, measures.lips);
  const top = smile - open * 0.4;
  const inside = lens(half - 0.02, top, smile + open);
  const features = [
    { shape: lens(half + lip, top - lip, smile + open + 2 * lip), colour: lips },
    ...(open > 0
      ? [
          { shape: inside, colour: mouthColour },
          { shape: within(inside, box(0, smile - open * 0.3, 1, open * 0.38)), colour: white },
        ]
      : [{ shape: bow(half, smile + lip * 0.3, 0.022), colour: mouthColour }]),
  ];
  return features.map(({ shape, colour }) => ({ shape: moved(shape, 0, mouthY), colour }));
}
