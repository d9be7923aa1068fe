import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openSafetensors, writeSafetensors, type SafetensorsFile } from '@singlora/formats';
import type { Tokenizer } from '@singlora/hub';
import type { Example } from '@singlora/training';
import type { Row } from './row.ts';
import { tokenizeRows, type Tokenized, type TokenizeOptions } from './tokenize.ts';

export interface TokenCacheOptions extends TokenizeOptions {
  /** SHA-256 of the tokenizer's file. */
  readonly tokenizerSha256: string;
  /** Where the files lie. */
  readonly folder: string;
}

/** Raised whenever the same rows would be tokenised otherwise, or the file's layout changes. */
const version = 2;

/**
 * As {@link tokenizeRows}, but each set of rows is tokenised once: `<fingerprint>.safetensors` keeps
 * the tokens of all rows end to end, each row's length and how many were cut. The fingerprint is over
 * the texts as laid out, the tokenizer's file and the length, so a stale file cannot be met; one that cannot be read, or
 * written, costs the time of tokenising and nothing else.
 */
export async function tokenizeOnce(
  rows: readonly Row[],
  tokenizer: Tokenizer,
  options: TokenCacheOptions,
): Promise<Tokenized> {
  const path = join(options.folder, `${fingerprintOf(rows, options)}.safetensors`);
  const kept = await readTokens(path, rows).catch(() => undefined);
  if (kept) return kept;
  const tokenized = tokenizeRows(rows, tokenizer, options);
  await writeTokens(path, tokenized).catch(() => undefined);
  return tokenized;
}

function fingerprintOf(
  rows: readonly Row[],
  { template, maxLength, tokenizerSha256 }: TokenCacheOptions,
): string {
  const hash = createHash('sha256').update(JSON.stringify([version, tokenizerSha256, maxLength]));
  for (const row of rows) hash.update(JSON.stringify(template(row)));
  return hash.digest('hex');
}

async function writeTokens(path: string, { examples, truncated }: Tokenized): Promise<void> {
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
    truncated: vector(Int32Array.of(truncated)),
  });
}

async function readTokens(path: string, rows: readonly Row[]): Promise<Tokenized> {
  const file = await openSafetensors(path);
  try {
    const lengths = await readVector(file, 'lengths');
    const [ids, typeIds] = [await readVector(file, 'ids'), await readVector(file, 'typeIds')];
    let end = 0;
    const [truncated = 0] = await readVector(file, 'truncated');
    const examples = rows.map(({ label }, row): Example => {
      const start = end;
      end += lengths[row] ?? NaN;
      return { ids: ids.subarray(start, end), typeIds: typeIds.subarray(start, end), label };
    });
    if (lengths.length !== rows.length || end !== ids.length || end !== typeIds.length) {
      throw new Error(`${path} holds other rows`);
    }
    return { examples, truncated };
  } finally {
    await file.close();
  }
}

async function readVector(file: SafetensorsFile, name: string): Promise<Int32Array> {
  const { bytes } = await file.read(name);
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}
