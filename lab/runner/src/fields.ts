import { meantName } from '@singlora/core/errors';
import { z } from 'zod';
import { misuse } from './errors.ts';

/** A setting of an experiment with its path: `optimiser.beta2` is nested in the setting `optimiser`. */
export interface Field {
  readonly path: readonly string[];
  readonly schema: z.ZodType;
  /** The path of its parent setting, if that has no schema of its own: flags must then set all of its fields. */
  readonly anew?: readonly string[];
}

/** The object schema within a schema, below any wrappers. */
export function objectIn(schema: unknown): z.ZodObject | undefined {
  if (schema instanceof z.ZodObject || schema === undefined) return schema;
  const { innerType, out } = (schema as z.ZodType).def as { innerType?: unknown; out?: unknown };
  return objectIn(innerType ?? (schema instanceof z.ZodPipe ? out : undefined));
}

/** The help's words for a field; for an optional field, those of the inner schema. */
export function descriptionOf(schema: z.ZodType): string {
  const { innerType } = schema.def as { innerType?: z.ZodType };
  return schema.description ?? (innerType ? descriptionOf(innerType) : '');
}

/** Whether an object accepts fields that its schema does not name, such as a method's own. */
export const acceptsOthers = (schema: unknown): boolean =>
  objectIn(schema)?.def.catchall instanceof z.ZodUnknown;

/** All settings; parents come before their nested settings. */
export const fieldsOf = (settings: z.ZodObject, within: readonly string[] = []): Field[] =>
  Object.entries(settings.shape).flatMap(([key, schema]) => {
    const own = { path: [...within, key], schema: schema as z.ZodType };
    const inner = objectIn(schema);
    // An optional object without a description has no flags: only a run's file sets it.
    if (inner && schema instanceof z.ZodOptional && own.schema.description === undefined) return [];
    return inner ? [own, ...fieldsOf(inner, own.path)] : [own];
  });

/** Whether a setting has no nested settings. */
export const isLeaf = ({ schema }: Field): boolean => !objectIn(schema);

/** A field's flag on the command line, without the dashes: `optimiser.weight-decay`. */
export const flagOf = (path: readonly string[]): string =>
  path.join('.').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const plain = (name: string) => name.replaceAll(/[-_.]/g, '').toLowerCase();

/**
 * The field that a flag names by its path or the end of it, with any separators between words. Names in `usual` take precedence.
 * @param others what else could be meant, with dashes
 * @throws UsageError where no field or several fields match
 */
export function fieldNamed(
  name: string,
  fields: readonly Field[],
  usual: Readonly<Record<string, string>> = {},
  others: readonly string[] = [],
): Field {
  const meant = Object.hasOwn(usual, name) ? (usual[name] as string) : name;
  const endsSo = ({ path }: Field, from: number) =>
    plain(path.slice(from).join('.')) === plain(meant);
  const whole = fields.filter((field) => endsSo(field, 0));
  const found =
    whole.length > 0 ? whole : fields.filter((one) => one.path.some((_, i) => endsSo(one, i)));
  const [field] = found;
  if (found.length > 1)
    throw misuse`--${name} may be any of ${found.map(({ path }) => `--${flagOf(path)}`).join(', ')}: say which.`;
  if (field) return field;
  const open = fields.find(
    (one) => acceptsOthers(one.schema) && meant.startsWith(`${one.path.join('.')}.`),
  );
  if (open) {
    const path = meant.split('.');
    return { path, schema: z.unknown(), anew: path.slice(0, open.path.length + 1) };
  }
  const flags = [
    ...Object.keys(usual),
    ...fields.map(({ path }) => flagOf(path)),
    ...others.map((other) => other.slice(2)),
  ];
  // "learning-rate" is "lr".
  const initials = name.replaceAll(/([a-z])[^-_.]*[-_.]?/gi, '$1').toLowerCase();
  const near = meantName(name, flags) ?? flags.find((flag) => flag === initials);
  const hint = near === undefined ? 'See --help.' : `Did you mean --${near}?`;
  throw misuse`Unknown option --${name}. ${hint}`;
}
