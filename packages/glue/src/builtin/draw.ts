/** What the grammar needs of a random stream. */
export interface Draw {
  /** in [0, 1) */
  uniform(): number;
  /** in [0, below) */
  integer(below: number): number;
}

/** One of the items, each as likely. Throws a RangeError where there is none. */
export function pick<T>(draw: Draw, items: readonly T[]): T {
  if (items.length === 0) throw new RangeError('nothing to pick from');
  return items[draw.integer(items.length)] as T;
}

export function chance(draw: Draw, probability: number): boolean {
  return draw.uniform() < probability;
}

/** The items in random order. */
export function shuffled<T>(draw: Draw, items: readonly T[]): T[] {
  const rest = [...items];
  return items.map(() => rest.splice(draw.integer(rest.length), 1)[0] as T);
}
