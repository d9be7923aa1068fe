import { reasonOf } from '@singlora/core/errors';
import { shown } from '@singlora/core/formats';
import { because, coded } from '../errors.ts';

/** The end of the process in which Hugging Face's library read a tokenizer. */
export class LibraryEnded extends Error {}

/** @param printed the process's last words, which may hold a Rust program's account of its failure */
export function libraryEnded(printed: string, how: string): LibraryEnded {
  const panic = /panicked at [^\n]*\n([^\n]+)/.exec(printed)?.[1] ?? /^[^\n]+/.exec(printed)?.[0];
  return new LibraryEnded(
    `the library that reads it breaks down on it (${shown(panic ?? how, 200)})`,
  );
}

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
