/** The candidate with the smallest edit distance (Levenshtein) to `word`. */
export function nearest<Name extends string>(
  word: string,
  candidates: readonly [Name, ...Name[]],
): Name {
  const [first, ...rest] = candidates;
  return rest.reduce(
    (best, name) => (distance(word, name) < distance(word, best) ? name : best),
    first,
  );
}

function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      next.push(Math.min(row[j]! + Number(letter !== other), row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
