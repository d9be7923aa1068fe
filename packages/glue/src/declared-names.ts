/**
 * The class names that a data set of Hugging Face declares for a column, by id; undefined where it declares none.
 * They lie in the parquet footer's note `huggingface` as `{ info: { features: { <column>: { names } } } }`.
 */
export function declaredNames(
  notes: ReadonlyMap<string, string>,
  column: string,
): readonly string[] | undefined {
  const note = notes.get('huggingface');
  if (note === undefined) return undefined;
  const names = ['info', 'features', column, 'names'].reduce(member, parsed(note));
  const areNames = Array.isArray(names) && names.every((name) => typeof name === 'string');
  return areNames ? names : undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
