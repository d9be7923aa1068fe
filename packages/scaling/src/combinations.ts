/** Every combination of one of each, the first name's changing slowest. */
export const combinations = <Item extends object>(axes: {
  readonly [Name in keyof Item]: readonly Item[Name][];
}): Item[] =>
  Object.entries<readonly unknown[]>(axes).reduce<object[]>(
    (all, [name, values]) =>
      all.flatMap((some) => values.map((value) => ({ ...some, [name]: value }))),
    [{}],
  ) as Item[];
