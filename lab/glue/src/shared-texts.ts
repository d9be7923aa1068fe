import type { Row } from './row.ts';

/** The most words of a text whose parts are compared; longer texts are compared whole. */
const longest = 64;

const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean);
const wholeOf = (text: string): string => wordsOf(text).join(' ');

/** Every run of consecutive words of a text, starting with the whole text. */
function* partsOf(text: string): Generator<string> {
  const words = wordsOf(text);
  yield words.join(' ');
  if (words.length > longest) return;
  for (let length = words.length - 1; length > 0; length--)
    for (let from = 0; from + length <= words.length; from++)
      yield words.slice(from, from + length).join(' ');
}

const textsOf = ({ a, b }: Row): string[] => (b === undefined ? [a] : [a, b]);
const arePairs = (rows: readonly Row[]): boolean => rows.some(({ b }) => b !== undefined);

/**
 * The rows that share no text with any of `others`: no sentence, premise or paragraph of a pair occurs there. In
 * tasks with one text per row, no text contains one of theirs or is contained in one, word by word, like a phrase in
 * its sentence. Case and spaces are ignored.
 */
export function apartFrom(rows: readonly Row[], others: readonly Row[]): Row[] {
  const taken = new Set(others.flatMap(textsOf).map(wholeOf));
  if (arePairs(rows) || arePairs(others))
    return rows.filter((row) => !textsOf(row).some((text) => taken.has(wholeOf(text))));
  const wholes = new Set(rows.map(({ a }) => wholeOf(a)));
  const within = new Set<string>();
  for (const { a } of others) for (const part of partsOf(a)) if (wholes.has(part)) within.add(part);
  return rows.filter(({ a }) => {
    if (within.has(wholeOf(a))) return false;
    for (const part of partsOf(a)) if (taken.has(part)) return false;
    return true;
  });
}

/**
 * The group of each row, as a number: rows that share a text are not independent samples. Pairs are grouped by the
 * text that is repeated most, such as MNLI's premise and QNLI's paragraph; single texts by the longest one that
 * contains them.
 */
export function textGroups(rows: readonly Row[]): number[] {
  if (arePairs(rows)) {
    const columns = [rows.map(({ a }) => wholeOf(a)), rows.map(({ b = '' }) => wholeOf(b))];
    const [fewest = []] = columns.sort((x, y) => new Set(x).size - new Set(y).size);
    const names = [...new Set(fewest)];
    const numbers = new Map(names.map((name, at) => [name, at]));
    return fewest.map((name) => numbers.get(name) ?? NaN);
  }
  const wholes = rows.map(({ a }) => wholeOf(a));
  const known = new Set(wholes);
  const groups = new Map<string, number>();
  let next = 0;
  const byLength = [...known].sort((x, y) => wordsOf(y).length - wordsOf(x).length);
  for (const whole of byLength) {
    if (groups.has(whole)) continue;
    for (const part of partsOf(whole))
      if (known.has(part) && !groups.has(part)) groups.set(part, next);
    next++;
  }
  return wholes.map((whole) => groups.get(whole) ?? NaN);
}
