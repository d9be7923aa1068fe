import { InvalidArgumentError } from 'commander';

export const names = (text: string) => text.split(',').map((name) => name.trim());

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}

/** A day or a time on the command line. */
export function date(text: string): Date {
  const value = new Date(text);
  if (Number.isNaN(value.getTime())) throw new InvalidArgumentError('It must be a date.');
  return value;
}
