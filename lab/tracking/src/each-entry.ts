import { z } from 'zod';

type Entries = Record<string, unknown>;

/**
 * Parses each entry in place, and stops at the first invalid one: for a hostile list of a million, zod would
 * report every entry, in gigabytes. A copy with many names would take several times the memory.
 */
function eachOf<T, All>(entry: z.ZodType<T>, isOne: (value: unknown) => boolean, what: string) {
  const all = z.custom<Entries>(isOne, `is no ${what}`);
  return all.transform((entries, context): All => {
    for (const name of Object.keys(entries)) {
      const read = entry.safeParse(entries[name]);
      if (read.success) entries[name] = read.data;
      else {
        for (const { path, message } of read.error.issues)
          context.addIssue({ code: 'custom', path: [name, ...path], message });
        return z.NEVER;
      }
    }
    return entries as All;
  });
}

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const listOf = <T>(entry: z.ZodType<T>) => eachOf<T, T[]>(entry, Array.isArray, 'list');

/** An object of entries by name. */
export const namedOf = <T>(entry: z.ZodType<T>) =>
  eachOf<T, Record<string, T>>(entry, isObject, 'object');

/** An object with any content, as parsed from JSON. */
export const object = z.custom<Entries>(isObject, 'is no object');
