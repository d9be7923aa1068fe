import { InvalidArgumentError } from 'commander';

/** Names with commas between them, added to those of the same flag before. */
export const names = (text: string, before: readonly string[] = []) => [
  ...before,
  ...text.split(',').map((name) => name.trim()),
];

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}

/** A day or a time on the command line; a day begins in the local time zone, as the list shows times. */
export function date(text: string): Date {
  const [day] = /^\d{4}-\d\d-\d\d$/.exec(text) ?? [];
  const value = new Date(day === undefined ? text : `${day}T00:00`);
  const isPast = day !== undefined && value.getDate() !== Number(day.slice(8)); // 31 November
  if (isPast || !/^\d{4}(-|$)/.test(text) || Number.isNaN(value.getTime()))
    throw new InvalidArgumentError('It must be a date.');
  return value;
}
