/** Optimisers in the order in which they are shown, with their names inside a sentence. */
const known: Readonly<Record<string, string>> = {
  gd: 'gradient descent',
  adam: 'Adam',
  adamw: 'AdamW',
  sign: 'sign descent',
  momentum: 'momentum',
};

export const optimiserTitle = (name: string) => known[name] ?? name;

/** Unknown ones come last. */
export function optimiserOrder(name: string): number {
  const place = Object.keys(known).indexOf(name);
  return place < 0 ? Infinity : place;
}
