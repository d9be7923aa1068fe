/** The fields of an object; nested fields are named by their path: `adapter.rank`. */
export function flattened(whole: object, prefix = ''): (readonly [path: string, value: unknown])[] {
  return Object.entries(whole).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? flattened(value, `${prefix}${key}.`)
      : [[prefix + key, value] as const],
  );
}
