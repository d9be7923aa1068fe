/** Caches the last value: returns it while the key stays the same, otherwise makes a new one. A failure is not cached. */
export function lastOf<Given, T>(
  make: (given: Given) => Promise<T>,
  keyOf: (given: Given) => string,
): (given: Given) => Promise<T> {
  let last: { key: string; made: T } | undefined;
  return async (given) => {
    const key = keyOf(given);
    if (last?.key !== key) {
      last = undefined; // may be collected while the next one is made
      last = { key, made: await make(given) };
    }
    return last.made;
  };
}

/** Makes a value at the first call and returns it at all later ones; a failure is not cached. */
export const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  const kept = lastOf<undefined, T>(make, () => '');
  return () => kept(undefined);
};
