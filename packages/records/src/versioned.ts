import { z } from 'zod';

type Fields = Readonly<Record<string, unknown>>;

/** The step from a record of one version to the next version. */
export interface Migration {
  /** What changed, in one line. */
  readonly changed: string;
  /** Must not change fields that it does not name; its input may be no valid record of that version at all. */
  readonly next: (old: Fields) => Fields;
}

/** Adds missing fields to an object; other values are returned unchanged. */
export const withFields = (value: unknown, fields: Fields): unknown =>
  isObject(value) ? { ...fields, ...value } : value;

/** Removes a field from an object; other values are returned unchanged. */
export function without(value: unknown, field: string): unknown {
  if (!isObject(value)) return value;
  const { [field]: _, ...rest } = value;
  return rest;
}

/** {@link withFields} for every value of an object. */
export const eachWithFields = (values: unknown, fields: Fields): unknown =>
  isObject(values)
    ? Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, withFields(value, fields)]),
      )
    : values;

/** Whether a value is a JSON object. */
export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A version that adds fields, with the values that held, unrecorded, in all earlier records. */
export const added = (changed: string, fields: Fields): Migration => ({
  changed,
  next: (old) => ({ ...fields, ...old }),
});

/** The first version: earlier records do not state one. */
export const firstVersion = added('Records say their version', {});

/**
 * A kind of record whose format changes over time. Only the current version is written, with its number. A record
 * without a number is version 0. One migration after another converts it to the current version, and the result is
 * parsed. So fields are never guessed where a record has a version, and never dropped where the schema is strict.
 *
 * @param schema of the current version, whose number is the number of migrations; of strict objects
 * @param migrations the one at n converts version n to version n + 1
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
  // 0 is never written. A value that is not a version stays unchanged, so that the schema reports it.
  if (version === 0 ? 'version' in record : !Number.isInteger(version) || Number(version) < 0)
    return record;
  const left = migrations.slice(Number(version));
  if (left.length === 0) return record;
  const current = left.reduce<Fields>((fields, { next }) => next(fields), old);
  return { version: migrations.length, ...current };
}
