import { misuse } from './errors.ts';

const number = String.raw`[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?`;
const range = new RegExp(`^(${number})\\.\\.(${number})(?::(log)?([1-9]\\d*))?$`, 'i');

/** The maximum length of a range: a longer one is a typing error, and its runs could not even be listed. */
const most = 10_000;

/**
 * Expands the ranges in a list: `0..3` to `0,1,2,3`, `0..1:5` to five evenly spaced numbers, `1e-4..1e-2:log3` to three
 * numbers with evenly spaced logarithms. Numbers between the ends have three digits.
 */
export const writtenOut = (text: string): string =>
  text
    .split(',')
    .map((part) => numbersOf(part.trim())?.join(',') ?? part)
    .join(',');

/** The numbers of a range; undefined where the text is not one. */
function numbersOf(text: string): number[] | undefined {
  const [, from = '', to = '', log, points] = range.exec(text) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === '' || (log !== undefined && Math.min(first, last) <= 0)) return undefined;
  const isWhole = Number.isInteger(first) && Number.isInteger(last);
  if (points === undefined && !isWhole) return undefined;
  const steps = points === undefined ? Math.abs(last - first) : Number(points) - 1;
  if (steps >= most)
    throw misuse`The range ${text} has more than ${most} numbers. Give a shorter one.`;
  return Array.from({ length: steps + 1 }, (_, i) => {
    if (i === 0) return first;
    if (i === steps) return last;
    if (points === undefined) return first + i * Math.sign(last - first);
    const share = i / steps;
    const between = log ? first * (last / first) ** share : first + (last - first) * share;
    return Number(between.toPrecision(3));
  });
}
