import { classNames, type ClassName } from './classes/registry.ts';
import { colourNames, type Colour } from './colours.ts';
import { patternNames, type Pattern } from './patterns.ts';
import type { Proportions } from './proportions.ts';

/** Which subjects a model may learn from, and which it sees only when it is scored. */
export type Split = 'train' | 'held-out';

/** The features of a subject that captions can name. */
export interface Look {
  readonly class: ClassName;
  /** The colour of its body. */
  readonly colour: Colour;
  readonly pattern: Pattern;
}

/**
 * Whether a look is held out: those whose indices in the lists of classes, colours and patterns add up to a multiple
 * of six. That is 1/6 of the 576: two colours for each pair of class and pattern, and at most one pattern for each
 * pair of class and colour. So every class is learned with every colour and with every pattern.
 */
export const isReservedLook = ({ class: name, colour, pattern }: Look): boolean =>
  (classNames.indexOf(name) + colourNames.indexOf(colour) + patternNames.indexOf(pattern)) % 6 ===
  0;

/**
 * Whether proportions are held out. Each number counts 0, 1 or 2 by its third of [0, 1); proportions whose counts add up
 * to a multiple of three are held out. That is 1/3, and any three of the numbers are learned at all values.
 */
export const areReservedProportions = (proportions: Proportions): boolean =>
  proportions.reduce((sum, number) => sum + Math.floor(number * 3), 0) % 3 === 0;

/**
 * The split of a subject: held out if its look and proportions are both reserved (1/18 of all), for training if neither is (5/9).
 * The rest, where only one is reserved, is in no split.
 */
export function splitOf(subject: Look & { readonly proportions: Proportions }): Split | undefined {
  const look = isReservedLook(subject);
  if (look !== areReservedProportions(subject.proportions)) return undefined;
  return look ? 'held-out' : 'train';
}
