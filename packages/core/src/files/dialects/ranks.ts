/** `r` and `rank_pattern` for layers of given ranks: the commonest rank, and the others by name. */
export function ranks(layers: readonly (readonly [name: string, rank: number])[]): {
  r: number;
  rank_pattern: Record<string, number>;
} {
  const counts = new Map<number, number>();
  for (const [, rank] of layers) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  const [[r] = [0]] = [...counts].sort(([, a], [, b]) => b - a);
  const others = layers.filter(([, rank]) => rank !== r);
  return {
    r,
    rank_pattern: Object.fromEntries(others.map(([name, rank]) => [exactly(name), rank])),
  };
}

/** A pattern for one layer alone. */
export const exactly = (name: string): string => `^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;
