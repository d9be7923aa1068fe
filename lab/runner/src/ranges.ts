import { misuse } from './errors.ts';

const number = String.raw`[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?`;
const range = new RegExp(`^(${number})\\.\\.(${number})(?::(.*))?$`, 'i');

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

/** The numbers of a range; undefined where the text is not one. @throws UsageError for a range without its number of points */
function numbersOf(text: string): number[] | undefined {
  const [, from = '', to = '', spacing] = range.exec(text) ?? [];
  if (from === '') return undefined;
  const [first, last] = [Number(from), Number(to)];
  const isWhole = Number.isInteger(first) && Number.isInteger(last);
  const [isSpaced, log, points] = /^(log)?([1-9]\d*)$/i.exec(spacing ?? '') ?? [];
  if (spacing === undefined ? !isWhole : !isSpaced) throw unclear(text, from, to);
  if (log !== undefined && Math.min(first, last) <= 0)
    throw misuse`The range ${text} cannot be even in logarithms: both ends must be above 0.`;
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

function unclear(text: string, from: string, to: string): Error {
  const ends = `${from}..${to}`;
  const even =
    Number(from) > 0 && Number(to) > 0 ? `, or ${ends}:log5 for five with even ratios` : '';
  return misuse`The range ${text} does not say how many numbers it has. Write ${ends}:5 for five with even steps${even}.`;
}
