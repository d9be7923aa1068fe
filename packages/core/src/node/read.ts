import type { ReadOptions } from '../files/dialect.ts';
import { readSource, type ReadAdapter } from '../files/read.ts';
import { openSource } from './open-source.ts';

/**
 * Reads an adapter from a folder in PEFT's layout or a file of tensors, in any known form.
 * @throws {CoreError} for keys that are missing or have no place, by name; shapes, settings and values that are not sound
 * @throws {FormatError} for bytes that are none of its format
 */
export async function readAdapter(path: string, options: ReadOptions = {}): Promise<ReadAdapter> {
  return readSource(await openSource(path), options);
}
