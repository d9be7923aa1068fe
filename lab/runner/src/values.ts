import { readFileSync } from 'node:fs';
import { reasonOf } from '@singlora/core/errors';
import type { z } from 'zod';
import { misuse } from './errors.ts';
import { objectIn, type Field } from './fields.ts';

/**
 * Parses a flag's text into a field's value: the first interpretation that the schema accepts, or the nearest one.
 * A field with nested fields takes a JSON file, which its schema's `read`, if it has one, reads.
 * @throws UsageError where the file cannot be read
 */
export function valueOf({ path, schema }: Field, text: string): unknown {
  if (objectIn(schema) && text.endsWith('.json')) {
    const read = schema.meta()?.['read'] as ReadFile | undefined;
    return (read ?? readJson)(`--${path.join('.')}`, text);
  }
  const [own, list] = [scalar(text), text.split(',').map((part) => scalar(part.trim()))];
  if (schema.type === 'unknown') return list.length > 1 ? list : own;
  const meanings = [...(text === 'none' ? [null] : []), own, text, list, list.map(String)];
  const tried = meanings.map((value) => ({ value, ...schema.safeParse(value) }));
  // A mismatched type is the less informative error, so it weighs more.
  const wrong = ({ error }: (typeof tried)[number]) =>
    (error?.issues ?? []).reduce((sum, issue) => sum + (isTypeIssue(issue) ? 2 : 1), 0);
  const best =
    tried.find(({ success, value, data }) => success && (value !== true || data === true)) ??
    tried
      .filter(({ error }) => error && !isOfAnotherType(error))
      .sort((a, b) => wrong(a) - wrong(b))[0];
  return best ? best.value : text;
}

/**
 * The values that a flag gives a field: one, or several where it lists alternatives. A flag given again continues its list.
 * @param takesSeveral whether the field may have several
 * @returns undefined for several texts where the field takes one
 */
export function valuesOf(
  field: Field,
  texts: readonly string[],
  takesSeveral: boolean,
): unknown[] | undefined {
  const text = texts.join(',');
  const value = valueOf(field, text);
  const { success, data } = field.schema.safeParse(value);
  if (success && texts.length > 1) {
    if (Array.isArray(data) && data.length < texts.length) return [texts]; // items with commas, such as prompts
    if (typeof data !== 'object') return undefined;
  }
  if (!takesSeveral || success) return [value];
  const fits = (one: unknown) => {
    const { success, data } = field.schema.safeParse(one);
    return success && typeof data !== 'object';
  };
  const parts = text.split(',').map((part) => valueOf(field, part.trim()));
  return parts.every(fits) ? parts : [value];
}

/** The part of a value at a path; undefined where the path does not exist. */
export const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (within, key) => (within as Record<PropertyKey, unknown> | null | undefined)?.[key],
    value,
  );

/** Reads the file that a flag names. */
export type ReadFile = (flag: string, file: string) => unknown;

/** The text of a file, or of standard input for `-`. @throws UsageError that names the flag */
export function readText(flag: string, file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw misuse`${flag}: there is no file ${file}. Check the path.`;
    if (code === 'EISDIR') throw misuse`${flag}: ${file} is a folder. Name a file in it.`;
    throw misuse`${flag}: ${file} cannot be read: ${reasonOf(error)}.`;
  }
}

/** The value in a JSON file, or in standard input for `-`. @throws UsageError that names the flag */
export function readJson(flag: string, file: string): unknown {
  const text = readText(flag, file);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const name = file === '-' ? 'standard input' : file;
    const what = text.trim() === '' ? 'it is empty' : reasonOf(error);
    throw misuse`${flag}: ${name} is not JSON: ${what}.`;
  }
}

/** A number or a boolean, or else the text itself. */
function scalar(text: string): unknown {
  if (/^(yes|true)$/i.test(text)) return true;
  if (/^(no|false)$/i.test(text)) return false;
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** Whether the value has another type; a number that is not whole has the right one. */
const isTypeIssue = (issue: z.core.$ZodIssue): boolean =>
  issue.code === 'invalid_type' && issue.expected !== 'int';

/** Whether an error concerns only a value's type, which says little about the value. */
const isOfAnotherType = ({ issues: [first] }: z.ZodError): boolean =>
  first !== undefined && isTypeIssue(first) && first.path.length === 0;
