import { inspect } from 'node:util';
import { CodedError } from './coded-error.ts';
import { printableLines } from './printable.ts';

/** Prints text on standard output, shown literally: it may quote what others wrote. */
export const print = (text: string): void => console.log(printableLines(text));

/**
 * Prints text, or an error that ends a command, on standard error, shown literally. Of one of our own errors it prints the message;
 * any other is a bug or one of Node's, and is printed with its stack.
 */
export function complain(what: unknown): void {
  const text = what instanceof CodedError ? what.message : what;
  console.error(printableLines(typeof text === 'string' ? text : inspect(text)));
}
