import { createHash } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { removeStale } from '@singlora/files';
import { openSafetensors, writeSafetensors, type StateDictFile } from '@singlora/formats';
import type { Tokenizer } from '@singlora/hub';
import type { Example } from '@singlora/training';
import { notices } from './notices.ts';
import type { Row } from './row.ts';
import { tokenizeRows, type Tokenized, type TokenizeOptions } from './tokenize.ts';

export interface TokenCacheOptions extends TokenizeOptions {
  /** SHA-256 of the tokenizer's file. */
  readonly tokenizerSha256: string;
  /** Where the files lie. */
  readonly folder: string;
  /** Told of a file that was damaged or altered. */
  readonly onNotice?: (line: string) => void;
}

/** Raised whenever the same rows would be tokenised otherwise, or the file's layout changes. */
const version = 3;

/** What a file holds: the tokens of all rows end to end, each row's length, how many were cut. */
const parts = ['ids', 'typeIds', 'lengths', 'truncated'] as const;
type Vectors = Readonly<Record<(typeof parts)[number], Int32Array>>;

/**
 * As {@link tokenizeRows}, but each set of rows is tokenised once: `<fingerprint>.safetensors` keeps
 * the tokens. The fingerprint is over the texts as laid out, the tokenizer's file and the length, so a
 * stale file cannot be met; a seal over it and the tokens, checked at each reading, tells that they are
 * what was written for these rows. A file that is not is reported and deleted; one that cannot be
 * written only costs the time of tokenising again.
 */
export async function tokenizeOnce(
  rows: readonly Row[],
  tokenizer: Tokenizer,
  options: TokenCacheOptions,
): Promise<Tokenized> {
  const fingerprint = fingerprintOf(rows, options);
  const path = join(options.folder, `${fingerprint}.safetensors`);
  await removeStale(options.folder);
  if (await isThere(path)) {
    try {
      return unpack(await readTokens(path, fingerprint), rows);
    } catch (error) {
      options.onNotice?.(notices.damagedTokens(path, error));
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
  }
  const tokenized = await tokenizeRows(rows, tokenizer, options);
  await writeTokens(path, fingerprint, pack(tokenized)).catch(() => undefined);
  return tokenized;
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

function fingerprintOf(
  rows: readonly Row[],
  { template, maxLength, tokenizerSha256 }: TokenCacheOptions,
): string {
  const hash = createHash('sha256').update(JSON.stringify([version, tokenizerSha256, maxLength]));
  for (const row of rows) hash.update(JSON.stringify(template(row)));
  return hash.digest('hex');
}

/** SHA-256 that binds tokens to the rows they were made of. */
function sealOf(fingerprint: string, vectors: Vectors): string {
  const sizes = parts.map((name) => vectors[name].length);
  const hash = createHash('sha256').update(JSON.stringify([fingerprint, sizes]));
  for (const name of parts) hash.update(vectors[name]);
  return hash.digest('hex');
}

function pack({ examples, truncated }: Tokenized): Vectors {
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
  return { ids, typeIds, lengths, truncated: Int32Array.of(truncated) };
}

function unpack({ ids, typeIds, lengths, truncated }: Vectors, rows: readonly Row[]): Tokenized {
  let end = 0;
  const examples = rows.map(({ label }, row): Example => {
    const start = end;
    end += lengths[row] ?? 0;
    return { ids: ids.subarray(start, end), typeIds: typeIds.subarray(start, end), label };
  });
  return { examples, truncated: truncated[0] ?? 0 };
}

async function writeTokens(path: string, fingerprint: string, vectors: Vectors): Promise<void> {
  const vector = (data: Int32Array) => ({ dtype: 'I32' as const, shape: [data.length], data });
  const tensors = Object.fromEntries(parts.map((name) => [name, vector(vectors[name])]));
  await writeSafetensors(path, tensors, { seal: sealOf(fingerprint, vectors) });
}

/** @throws Error, of `formats` too, where the file is not as it was written for these rows */
async function readTokens(path: string, fingerprint: string): Promise<Vectors> {
  const file = await openSafetensors(path);
  try {
    const vectors: Vectors = {
      ids: await readVector(file, 'ids'),
      typeIds: await readVector(file, 'typeIds'),
      lengths: await readVector(file, 'lengths'),
      truncated: await readVector(file, 'truncated'),
    };
    const [found, expected] = [sealOf(fingerprint, vectors), file.metadata['seal']];
    if (found !== expected) {
      throw new Error(`its tokens hash to ${found}, expected ${expected ?? 'a hash'}`);
    }
    return vectors;
  } finally {
    await file.close();
  }
}

async function readVector(file: StateDictFile, name: string): Promise<Int32Array> {
  const { bytes } = await file.read(name);
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}
