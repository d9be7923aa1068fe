import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openSafetensors, writeSafetensors, type SafetensorsFile } from '@singlora/formats';
import type { Tokenizer } from '@singlora/hub';
import type { Example } from '@singlora/training';
import type { Row } from './row.ts';
import { tokenizeRows } from './tokenize.ts';

export interface TokenCacheOptions {
  maxLength: number;
  /** SHA-256 of the tokenizer's file. */
  tokenizerSha256: string;
  /** Where the files lie. */
  folder: string;
}

/** Raised whenever the same rows would be tokenised otherwise, or the file's layout changes. */
const version = 1;

/**
 * As {@link tokenizeRows}, but each set of rows is tokenised once: `<fingerprint>.safetensors` keeps
 * the tokens of all rows end to end and each row's length. The fingerprint is over the texts, the
 * tokenizer's file and the length, so a stale file cannot be met; one that cannot be read, or
 * written, costs the time of tokenising and nothing else.
 */
export async function tokenizeOnce(
  rows: readonly Row[],
  tokenizer: Tokenizer,
  { maxLength, tokenizerSha256, folder }: TokenCacheOptions,
): Promise<Example[]> {
  const fingerprint = fingerprintOf(rows, maxLength, tokenizerSha256);
  const path = join(folder, `${fingerprint}.safetensors`);
  const kept = await readTokens(path, rows).catch(() => undefined);
  if (kept) return kept;
  const examples = tokenizeRows(rows, tokenizer, maxLength);
  await writeTokens(path, examples).catch(() => undefined);
  return examples;
}

function fingerprintOf(rows: readonly Row[], maxLength: number, tokenizer: string): string {
  const hash = createHash('sha256').update(JSON.stringify([version, tokenizer, maxLength]));
  for (const { a, b } of rows) hash.update(JSON.stringify([a, b ?? null]));
  return hash.digest('hex');
}

async function writeTokens(path: string, examples: readonly Example[]): Promise<void> {
  const lengths = Int32Array.from(examples, ({ ids }) => ids.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const ids = new Int32Array(total);
  const typeIds = new Int32Array(total);
  let start = 0;
  for (const example of examples) {
    ids.set(example.ids, start);
    typeIds.set(example.typeIds, start);
    start += example.ids.length;
  }
  const vector = (data: Int32Array) => ({ dtype: 'I32' as const, shape: [data.length], data });
  await writeSafetensors(path, {
    ids: vector(ids),
    typeIds: vector(typeIds),
    lengths: vector(lengths),
  });
}

async function readTokens(path: string, rows: readonly Row[]): Promise<Example[]> {
  const file = await openSafetensors(path);
  try {
    const lengths = await readVector(file, 'lengths');
    const [ids, typeIds] = [await readVector(file, 'ids'), await readVector(file, 'typeIds')];
    let end = 0;
    const examples = rows.map(({ label }, row) => {
      const start = end;
      end += lengths[row] ?? NaN;
      return { ids: ids.subarray(start, end), typeIds: typeIds.subarray(start, end), label };
    });
    if (lengths.length !== rows.length || end !== ids.length || end !== typeIds.length) {
      throw new Error(`${path} holds other rows`);
    }
    return examples;
  } finally {
    await file.close();
  }
}

async function readVector(file: SafetensorsFile, name: string): Promise<Int32Array> {
  const { bytes } = await file.read(name);
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}
