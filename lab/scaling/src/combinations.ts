/** Every combination of one item per name; the first name's item changes slowest. */
export const everyCombination = <Item extends object>(axes: {
  readonly [Name in keyof Item]: readonly Item[Name][];
}): Item[] =>
  Object.entries<readonly unknown[]>(axes).reduce<object[]>(
    (all, [name, values]) =>
      all.flatMap((some) => values.map((value) => ({ ...some, [name]: value }))),
    [{}],
  ) as Item[];
