import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BenchError, invalid, notJson, unreadable } from './errors.ts';
import {
  measuredRecord,
  type BenchRecord,
  type MeasuredRecord,
  type ScoresRecord,
} from '@singlora/records';

/** What was measured. */
export interface Bench {
  /** Of time and memory. */
  readonly records: readonly BenchRecord[];
  /** Of another implementation, beside a plan's. */
  readonly scores: readonly ScoresRecord[];
  /** Files that hold no record, and why. */
  readonly damaged: readonly BenchError[];
}

/**
 * Every measurement in `folder` (its files that end in .json), by file name; none where there is no
 * such folder. What is damaged is told, not thrown.
 *
 * @throws {BenchError} `BENCH_UNREADABLE`, of the folder
 */
export async function readBench(folder: string): Promise<Bench> {
  const names = await namesIn(folder);
  const files = names.filter((name) => name.endsWith('.json')).sort();
  const all: MeasuredRecord[] = [];
  const damaged: BenchError[] = [];
  for (const name of files)
    try {
      all.push(await readRecord(join(folder, name)));
    } catch (error) {
      if (!(error instanceof BenchError)) throw error;
      damaged.push(error);
    }
  return {
    records: all.filter((record) => record.kind !== 'scores'),
    scores: all.filter((record) => record.kind === 'scores'),
    damaged,
  };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw unreadable(folder, error);
  }
}

/** Above this a file holds no measurement, in bytes. */
const LARGEST = 2 ** 26;

async function textIn(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error('it is no file');
  if (found.size > LARGEST) throw new Error('it is larger than 64 MiB');
  return readFile(path, 'utf8');
}

async function readRecord(path: string): Promise<MeasuredRecord> {
  const text = await textIn(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  const parsed = measuredRecord.safeParse(parseJson(path, text));
  if (!parsed.success) throw invalid(path, z.prettifyError(parsed.error));
  return parsed.data;
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notJson(path, error);
  }
}
