import type { RandomStream } from '@singlora/runtime';
import { oneOf } from '../draw.ts';
import { beards, type Beard } from './beards.ts';
import { eyeColours, hairColours, skinTones } from './colours.ts';
import { hairStyles, type HairStyle } from './hair.ts';
import { faceMeasures, type FaceMeasures } from './measures.ts';

/** A made-up person: what is the same in all of their pictures. */
export interface Person {
  readonly skin: keyof typeof skinTones;
  readonly hair: HairStyle;
  /** Of hair, brows and beard. */
  readonly hairColour: keyof typeof hairColours;
  readonly eyes: keyof typeof eyeColours;
  readonly beard: Beard;
  readonly measures: FaceMeasures;
}

const oneName = <T extends string>(stream: RandomStream, of: Readonly<Record<T, unknown>>): T =>
  oneOf(stream, Object.keys(of) as T[]);

/** A person, each attribute by itself; half of all have no beard. */
export const drawPerson = (stream: RandomStream): Person => ({
  skin: oneName(stream, skinTones),
  hair: oneName(stream, hairStyles),
  hairColour: oneName(stream, hairColours),
  eyes: oneName(stream, eyeColours),
  beard: stream.uniform() < 0.5 ? 'none' : oneName(stream, beards),
  measures: Object.fromEntries(
    faceMeasures.map((name) => [name, stream.uniform()]),
  ) as FaceMeasures,
});
