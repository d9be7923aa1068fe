/** Whether a value from outside is a count: a whole number from 0 that is exact as a number. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
