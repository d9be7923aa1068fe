import TinyQueue from 'tinyqueue';

/** The merge of two neighbours; the smallest rank is joined first, then the leftmost. */
export interface Joined {
  readonly rank: number;
  readonly id: number;
}

const gone = -2;

/**
 * Byte-pair encoding (Sennrich et al., arXiv 1508.07909): joins neighbours, the first in order first,
 * in n log n steps.
 *
 * @param ids of the characters
 * @returns the ids that are left, and which character each begins with
 */
export function joinPairs(
  ids: readonly number[],
  join: (left: number, right: number) => Joined | undefined,
): { id: number; start: number }[] {
  const count = ids.length;
  const current = Int32Array.from(ids);
  const next = Int32Array.from(ids, (_, i) => i + 1);
  const previous = Int32Array.from(ids, (_, i) => i - 1);
  const joinedAt = (at: number): Joined | undefined => {
    const after = next[at] ?? count;
    return after < count ? join(current[at] ?? gone, current[after] ?? gone) : undefined;
  };
  // A rank and a place in one number, which sorts as they do.
  const keyOf = ({ rank }: Joined, at: number): number => rank * count + at;
  const waiting = new TinyQueue<number>();
  const offer = (at: number): void => {
    const joined = at < 0 ? undefined : joinedAt(at);
    if (joined) waiting.push(keyOf(joined, at));
  };
  for (let at = 0; at < count; at++) offer(at);
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    const at = key % count;
    const joined = current[at] === gone ? undefined : joinedAt(at);
    // The pair may have been joined with others since it was queued.
    if (!joined || keyOf(joined, at) !== key) continue;
    const after = next[at] ?? count;
    const beyond = next[after] ?? count;
    current[at] = joined.id;
    current[after] = gone;
    next[at] = beyond;
    if (beyond < count) previous[beyond] = at;
    offer(previous[at] ?? -1);
    offer(at);
  }
  const left: { id: number; start: number }[] = [];
  for (let at = 0; at < count; at = next[at] ?? count)
    left.push({ id: current[at] ?? gone, start: at });
  return left;
}
