import { readFileSync } from 'node:fs';
import { reasonOf } from '@singlora/errors';
import type { z } from 'zod';
import { misuse } from './errors.ts';
import { objectIn, type Field } from './fields.ts';

/**
 * Parses a flag's texts into a field's value: the first interpretation of the last text that the schema
 * accepts, or the nearest one. A list takes all texts. A field with nested fields takes a JSON file.
 * @throws UsageError where the file cannot be read
 */
export function valueOf({ path, schema }: Field, texts: readonly string[]): unknown {
  if (texts.length > 1) {
    const all = [texts.map(scalar), texts].map((value) => ({ value, ...schema.safeParse(value) }));
    const fits =
      all.find(({ success }) => success) ??
      all.find(({ error }) => error && !isOfAnotherType(error));
    if (fits) return fits.value;
  }
  const text = texts.at(-1) ?? '';
  if (objectIn(schema) && text.endsWith('.json')) return readJson(`--${path.join('.')}`, text);
  const [own, list] = [scalar(text), text.split(',').map((part) => scalar(part.trim()))];
  if (schema.type === 'unknown') return list.length > 1 ? list : own;
  const meanings = [...(text === 'none' ? [null] : []), own, text, list, list.map(String)];
  const tried = meanings.map((value) => ({ value, ...schema.safeParse(value) }));
  // A mismatched type is the less informative error, so it weighs more.
  const wrong = ({ error }: (typeof tried)[number]) =>
    (error?.issues ?? []).reduce((sum, { code }) => sum + (code === 'invalid_type' ? 2 : 1), 0);
  const best =
    tried.find(({ success, value, data }) => success && (value !== true || data === true)) ??
    tried
      .filter(({ error }) => error && !isOfAnotherType(error))
      .sort((a, b) => wrong(a) - wrong(b))[0];
  return best ? best.value : text;
}

/**
 * The values that a flag gives a field: one, or several where it lists alternatives.
 * @param takesSeveral whether the field may have several
 */
export function valuesOf(field: Field, texts: readonly string[], takesSeveral: boolean): unknown[] {
  const value = valueOf(field, texts);
  if (!takesSeveral || field.schema.safeParse(value).success) return [value];
  const fits = (one: unknown) => {
    const { success, data } = field.schema.safeParse(one);
    return success && typeof data !== 'object';
  };
  const parts = texts
    .flatMap((text) => text.split(','))
    .map((part) => valueOf(field, [part.trim()]));
  return parts.every(fits) ? parts : [value];
}

/** The part of a value at a path; undefined where the path does not exist. */
export const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (within, key) => (within as Record<PropertyKey, unknown> | null | undefined)?.[key],
    value,
  );

/** The value in a JSON file, or in standard input for `-`. @throws UsageError that names the flag */
export function readJson(flag: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8')) as unknown;
  } catch (error) {
    throw misuse`${flag}: ${file} cannot be read as JSON: ${reasonOf(error)}. Check the path.`;
  }
}

/** A number or a boolean, or else the text itself. */
function scalar(text: string): unknown {
  if (/^(yes|true)$/i.test(text)) return true;
  if (/^(no|false)$/i.test(text)) return false;
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** Whether an error concerns only a value's type, which says little about the value. */
const isOfAnotherType = ({ issues: [first] }: z.ZodError): boolean =>
  first?.code === 'invalid_type' && first.path.length === 0;
