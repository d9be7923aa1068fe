/** Optimisers in the order in which they are shown, with their names inside a sentence. */
const known = new Map(
  Object.entries({
    gd: 'gradient descent',
    'scaled-gd': 'scaled gradient descent',
    'lora-rite': 'LoRA-RITE',
    adam: 'Adam',
    adamw: 'AdamW',
    sign: 'sign descent',
    momentum: 'momentum',
  }),
);

/** Inside a sentence: "sign descent"; the name itself where it is unknown. */
export const optimiserTitle = (name: string) => known.get(name) ?? name;

/** Unknown ones come last. */
export function optimiserOrder(name: string): number {
  const place = [...known.keys()].indexOf(name);
  return place < 0 ? Infinity : place;
}
