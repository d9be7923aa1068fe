import { expressionBuilder, sql } from './kysely.ts';

// The SQLite library crashes the process on text that is not UTF-8, so text is read as bytes.

/** A selection of text columns as bytes; read each value with `textOf`. */
export const asBytes = (names: readonly string[]) =>
  names.map((name) => build.cast<Uint8Array | null>(sql.ref(name), 'blob').as(name));

const build = expressionBuilder();

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text in such a column; invalid UTF-8 stays bytes, which no text schema accepts. */
export function textOf(bytes: Uint8Array | null): string | Uint8Array | null {
  try {
    return bytes && utf8.decode(bytes);
  } catch {
    return bytes;
  }
}

/** A row read with `asBytes`, with its texts decoded. */
export const textsOf = (row: Readonly<Record<string, Uint8Array | null>>) =>
  Object.fromEntries(Object.entries(row).map(([name, bytes]) => [name, textOf(bytes)]));

/** Whether a number column holds a number: SQLite also stores any text written into it. */
export const holdsNumber = (name: 'step' | 'value') =>
  sql<boolean>`${sql.ref(name)} = cast(${sql.ref(name)} as ${sql.raw(name === 'step' ? 'bigint' : 'double precision')})`;
