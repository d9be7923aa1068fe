/** How many letters must be put in, taken out or changed to make one word of the other (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1];
    for (let j = 0; j < other.length; j++) {
      const changed = (row[j] ?? 0) + (letter === other[j] ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function lastPart(id: string): string {
  return id.slice(id.indexOf('/') + 1);
}

/** The known id that someone who typed `id` probably meant, with or without its organisation. */
export function nearest(id: string, known: readonly string[]): string | undefined {
  const typed = id.toLowerCase();
  const ranked = known
    .filter((candidate) => candidate !== id)
    .map((candidate) => {
      const whole = candidate.toLowerCase();
      const slips = Math.min(distance(typed, whole), distance(lastPart(typed), lastPart(whole)));
      return { candidate, slips };
    })
    .sort((a, b) => a.slips - b.slips);
  const [best] = ranked;
  return best && best.slips <= lastPart(typed).length / 3 ? best.candidate : undefined;
}
