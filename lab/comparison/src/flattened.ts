/** The fields of an object; nested fields are named by their path: `adapter.rank`. */
export function flattened(
  whole: object,
  prefix = '',
  found: (readonly [path: string, value: unknown])[] = [],
) {
  for (const [key, value] of Object.entries(whole) as [string, unknown][])
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      flattened(value, `${prefix}${key}.`, found);
    else found.push([prefix + key, value]);
  return found;
}
