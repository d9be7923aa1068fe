import type { RandomStream } from '@singlora/runtime';
import { classNames, type ClassName } from './classes/registry.ts';
import { colourNames, type Colour } from './colours.ts';
import { fourNumbers, oneOf } from './draw.ts';
import { splitOf, type Look, type Split } from './held-out.ts';
import { patternNames } from './patterns.ts';
import type { Proportions } from './proportions.ts';

/** A made-up thing or animal: what is the same in all of its pictures. */
export interface Subject extends Look {
  /** The colour of the pattern on its body, and of one of its parts. */
  readonly patternColour: Colour;
  /** The colour of its other parts. */
  readonly partColour: Colour;
  readonly proportions: Proportions;
}

/**
 * A subject of a split: of any class, each as likely, or of the one that is given. Its three colours differ.
 * What the other split reserves is drawn again, so that the rest stays evenly likely.
 */
export function drawSubject(stream: RandomStream, split: Split, ofClass?: ClassName): Subject {
  for (;;) {
    const colour = oneOf(stream, colourNames);
    const patternColour = oneOf(
      stream,
      colourNames.filter((name) => name !== colour),
    );
    const subject: Subject = {
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
