import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, reasonOf } from '@singlora/core/errors';
import {
  measuredRecord,
  type BenchRecord,
  type MeasuredRecord,
  type ScoresRecord,
} from '@singlora/records';
import { z } from 'zod';

/** A measurement that cannot be shown; `code` is stable, the text is for people. */
export class BenchError extends CodedError<'BENCH_UNREADABLE' | 'BENCH_INVALID'> {
  override readonly name = 'BenchError';
}

export interface Bench {
  /** Measurements of time and memory. */
  readonly records: readonly BenchRecord[];
  /** Scores of another implementation, for comparison with a plan's. */
  readonly scores: readonly ScoresRecord[];
  /** Files without a valid record, and why. */
  readonly damaged: readonly BenchError[];
}

/**
 * Every measurement in `folder` (files that end in .json), by file name; empty if the folder does
 * not exist. Damage is reported, not thrown.
 *
 * @throws {BenchError} `BENCH_UNREADABLE`, for the folder itself
 */
export async function readBench(folder: string): Promise<Bench> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw unreadable(folder, error);
  });
  const files = names.filter((name) => name.endsWith('.json')).sort();
  const records: BenchRecord[] = [];
  const scores: ScoresRecord[] = [];
  const damaged: BenchError[] = [];
  for (const name of files) {
    const found = await recordIn(join(folder, name));
    if (found instanceof BenchError) damaged.push(found);
    else if (found.kind === 'scores') scores.push(found);
    else records.push(found);
  }
  return { records, scores, damaged };
}

const unreadable = (path: string, cause: unknown) =>
  new BenchError(
    'BENCH_UNREADABLE',
    `${path} cannot be read (${reasonOf(cause)}). Make it readable, or name another folder with --bench or SINGLORA_BENCH.`,
    { cause },
  );

async function textIn(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error('it is no file');
  if (found.size > 2 ** 26) throw new Error('it is larger than 64 MiB');
  return readFile(path, 'utf8');
}

/** The record in a file, or why there is none. */
async function recordIn(path: string): Promise<MeasuredRecord | BenchError> {
  const invalid = (says: string) =>
    new BenchError(
      'BENCH_INVALID',
      `${path} is ${says}. Measure it again, such as with “npx nx run tools:bench”, or move the file out of the folder.`,
    );
  const text = await textIn(path).catch((cause: unknown) => unreadable(path, cause));
  if (text instanceof BenchError) return text;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return invalid(`not JSON (${reasonOf(error)})`);
  }
  const parsed = measuredRecord.safeParse(json);
  if (parsed.success) return parsed.data;
  return invalid(`no record of a measurement:\n${z.prettifyError(parsed.error)}\n`);
}
