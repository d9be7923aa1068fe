/** Sentence case: "gradient descent" → "Gradient descent". */
export const capital = (text: string) => text.replace(/^[a-z]/, (letter) => letter.toUpperCase());

/** "a; b; c." */
export const sentence = (parts: readonly string[]) => `${parts.join('; ')}.`;
