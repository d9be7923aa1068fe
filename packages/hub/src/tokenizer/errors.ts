import { reasonOf } from '@singlora/errors';
import { shown } from '@singlora/formats';
import { because, coded } from '../errors.ts';

export const badTokenizer = (path: string, cause: unknown) =>
  because(cause)
    .HUB_TOKENIZER`${path} is not a tokenizer that can be used: ${reasonOf(cause)}. Fetch the file again, or use another.`;

export const notTokenized = (path: string, text: string, cause: unknown) =>
  because(cause)
    .HUB_TOKENIZER`The tokenizer ${path} cannot encode the text "${shown(text, 40)}": ${reasonOf(cause)}.`;

export const tokenizerTooShort = (maxLength: number, special: number) =>
  coded.HUB_TOKENIZER`A maximum length of ${maxLength} has no room for the ${special} special tokens; choose a larger one.`;

/** A line for people about a prompt whose end is cut off. */
export function promptCut(prompt: string, tokens: number, most: number, left: string): string {
  return `The prompt "${shown(prompt, 40)}" is ${tokens} tokens long, and the model reads ${most}; left out: "${shown(left, 200)}".`;
}
