import { z } from 'zod';

type Fields = Readonly<Record<string, unknown>>;

/** The step from a record of one version to one of the next. */
export interface Migration {
  /** What changed, in a line. */
  readonly changed: string;
  /** Leaves fields alone that it does not name; what it is given may be no record of that version at all. */
  readonly next: (old: Fields) => Fields;
}

/** The value with these fields where it is an object that lacks them; anything else as it is. */
export const withFields = (value: unknown, fields: Fields): unknown =>
  isObject(value) ? { ...fields, ...value } : value;

/** The value without a field where it is an object; anything else as it is. */
export function without(value: unknown, field: string): unknown {
  if (!isObject(value)) return value;
  const { [field]: _, ...rest } = value;
  return rest;
}

/** The same of everything in an object, by name. */
export const eachWithFields = (values: unknown, fields: Fields): unknown =>
  isObject(values)
    ? Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, withFields(value, fields)]),
      )
    : values;

/** Whether it is an object of JSON. */
export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A version whose records say more: what was so, unsaid, in all records of before. */
export const added = (changed: string, fields: Fields): Migration => ({
  changed,
  next: (old) => ({ ...fields, ...old }),
});

/** The first version: as records were before they said one. */
export const firstVersion = added('Records say their version', {});

/**
 * A kind of record that changes with time. Written is the current version alone, and with that number. What is read
 * without one is of version 0; it becomes one of the current version by one migration after the other, and is then
 * parsed. Fields are so never guessed where a record has a version, and never dropped where the schema is strict.
 *
 * @param schema of the current version, which is the number of the migrations; of strict objects
 * @param migrations the one at n makes version n + 1 of version n
 */
export const versioned = <
  const Migrations extends readonly Migration[],
  Schema extends z.ZodType<{ readonly version: Migrations['length'] }>,
>(
  schema: Schema,
  migrations: Migrations,
) => z.preprocess((record) => migrated(record, migrations), schema);

function migrated(record: unknown, migrations: readonly Migration[]): unknown {
  if (!isObject(record)) return record;
  const { version = 0, ...old } = record;
  // 0 is never written. What is no version of ours stays as it is, for the schema to say so.
  if (version === 0 ? 'version' in record : !Number.isInteger(version) || Number(version) < 0)
    return record;
  const left = migrations.slice(Number(version));
  if (left.length === 0) return record;
  const current = left.reduce<Fields>((fields, { next }) => next(fields), old);
  return { version: migrations.length, ...current };
}
