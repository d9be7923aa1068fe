/** 0 … count − 1, as seeds. */
export const upTo = (count: number) => Array.from({ length: count }, (_, seed) => seed);

/** 2^from … 2^to, as widths. */
export const powersOfTwo = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => 2 ** (from + i));
