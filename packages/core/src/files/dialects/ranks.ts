/** `r` and `rank_pattern` for layers of given ranks: the commonest rank, and the others by name. */
export function ranks(layers: readonly (readonly [name: string, rank: number])[]) {
  const [r, rank_pattern] = commonest(layers);
  return { r, rank_pattern };
}

/** The commonest of layers' values, and the others by name. */
export function commonest(
  layers: readonly (readonly [name: string, value: number])[],
): [value: number, others: Record<string, number>] {
  const counts = new Map<number, number>();
  for (const [, value] of layers) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [[most] = [0]] = [...counts].sort(([, a], [, b]) => b - a);
  const others = layers.filter(([, value]) => value !== most);
  return [most, Object.fromEntries(others.map(([name, value]) => [exactly(name), value]))];
}

/** A pattern for one layer alone. */
export const exactly = (name: string): string => `^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;
