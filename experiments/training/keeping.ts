/** Gives what it made last where the key is the same, else makes it. What could not be made is tried again. */
export function lastOf<Given, T>(
  make: (given: Given) => Promise<T>,
  keyOf: (given: Given) => string,
): (given: Given) => Promise<T> {
  let last: { key: string; made: T } | undefined;
  return async (given) => {
    const key = keyOf(given);
    if (last?.key !== key) {
      last = undefined; // may be collected while the next is made
      last = { key, made: await make(given) };
    }
    return last.made;
  };
}

/** Makes something at the first call and gives it at all others; what could not be made is tried again. */
export const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  const kept = lastOf<undefined, T>(make, () => '');
  return () => kept(undefined);
};
