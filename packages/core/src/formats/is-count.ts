/** Whether a value from outside is a count: a whole number from 0 that is exact as a number, and not -0, which JSON can hold. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && ((value as number) > 0 || Object.is(value, 0));
}
