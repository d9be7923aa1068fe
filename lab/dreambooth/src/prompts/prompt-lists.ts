/** Templates of prompts for drawing subjects: {0} stands for the identifier, {1} for the class. */
export interface PromptLists {
  /** Prompts for things. */
  readonly object: readonly string[];
  /** Prompts for animals and people, who can wear something. */
  readonly live: readonly string[];
}

/** The words that fill a template. */
export interface Names {
  /** The rare word that stands for the subject; without it the prompt is of the class. */
  readonly identifier?: string;
  /** The subject's class: "dog". */
  readonly className: string;
}

/** A filled template: 'a {0} {1} in the snow' is "a sks dog in the snow", or "a dog in the snow". */
export function fill(template: string, { identifier, className }: Names): string {
  const word = (space: string): string => (identifier === undefined ? '' : identifier + space);
  return template
    .replace(/\{0\}( ?)|\{1\}/g, (place, space: string) =>
      place === '{1}' ? className : word(space),
    )
    .trim();
}

const photo = 'a photo of a {0} {1}';

/** The training prompt of the subject's pictures: "a photo of a sks dog". */
export const instancePrompt = (names: Required<Names>): string => fill(photo, names);

/** The prompt for drawing pictures of the class, and for training with them: "a photo of a dog". */
export const classPrompt = (className: string): string => fill(photo, { className });
