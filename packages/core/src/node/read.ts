import type { ReadOptions } from '../files/dialect.ts';
import { readSource, type ReadAdapter } from '../files/read.ts';
import { openSource } from './open-source.ts';

/**
 * Reads an adapter from a folder in PEFT's layout or a file of tensors, in any known form.
 * @throws {CoreError} for missing or unexpected keys, by name; invalid shapes, settings and values
 * @throws {FormatError} for bytes that do not follow their format
 */
export async function readAdapter(path: string, options: ReadOptions = {}): Promise<ReadAdapter> {
  return readSource(await openSource(path), options);
}
