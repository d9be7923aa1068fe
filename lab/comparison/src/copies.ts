/** The items that are copies of another one, each with that one: which of the two is as it says is unknown. */
export function copiesIn<Item>(
  items: readonly Item[],
  areCopies: (one: Item, other: Item) => boolean,
): ReadonlyMap<Item, Item> {
  const copies = new Map<Item, Item>();
  for (const [at, one] of items.entries())
    for (const other of items.slice(at + 1)) {
      if (!areCopies(one, other)) continue;
      if (!copies.has(one)) copies.set(one, other);
      if (!copies.has(other)) copies.set(other, one);
    }
  return copies;
}
