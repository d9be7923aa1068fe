/** Sentence case: "gradient descent" → "Gradient descent". */
export const capital = (text: string) => text.replace(/^[a-z]/, (letter) => letter.toUpperCase());

/** "a", "a or b", "a, b or c". */
export const either = (items: readonly string[]) =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;

/** "a; b; c." */
export const sentence = (parts: readonly string[]) => `${parts.join('; ')}.`;
