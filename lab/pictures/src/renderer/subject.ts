import type { RandomStream } from '@singlora/runtime';
import { classNames, type ClassName } from './classes/registry.ts';
import { colourNames, type Colour } from './colours.ts';
import { fourNumbers, oneOf } from './draw.ts';
import { splitOf, type Look, type Split } from './held-out.ts';
import { patternNames } from './patterns.ts';
import type { Proportions } from './proportions.ts';

/** A made-up thing or animal: the features that all of its pictures share. */
export interface MadeUpSubject extends Look {
  /** The colour of the pattern on its body, and of one of its parts. */
  readonly patternColour: Colour;
  /** The colour of its other parts. */
  readonly partColour: Colour;
  readonly proportions: Proportions;
}

/**
 * A subject of a split, of the given class or a uniformly random one. Its three colours differ. Subjects
 * outside the split are redrawn, so the rest stay equally likely.
 */
export function drawSubject(
  stream: RandomStream,
  split: Split,
  ofClass?: ClassName,
): MadeUpSubject {
  for (;;) {
    const colour = oneOf(stream, colourNames);
    const patternColour = oneOf(
      stream,
      colourNames.filter((name) => name !== colour),
    );
    const subject: MadeUpSubject = {
      class: ofClass ?? oneOf(stream, classNames),
      colour,
      pattern: oneOf(stream, patternNames),
      patternColour,
      partColour: oneOf(
        stream,
        colourNames.filter((name) => name !== colour && name !== patternColour),
      ),
      proportions: fourNumbers(stream),
    };
    if (splitOf(subject) === split) return subject;
  }
}
