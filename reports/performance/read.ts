import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { invalid, notJson, unreadable } from './errors.ts';
import { benchRecord, type BenchRecord } from '@singlora/records';

/**
 * Every measurement in `folder` (its files that end in .json), by file name; none where there is no
 * such folder.
 *
 * @throws {BenchError} `BENCH_UNREADABLE`; `BENCH_INVALID`, naming the file and each wrong field
 */
export async function readBench(folder: string): Promise<BenchRecord[]> {
  const names = await namesIn(folder);
  const files = names.filter((name) => name.endsWith('.json')).sort();
  return Promise.all(files.map((name) => readRecord(join(folder, name))));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw unreadable(folder, error);
  }
}

async function readRecord(path: string): Promise<BenchRecord> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw unreadable(path, error);
  });
  const parsed = benchRecord.safeParse(parseJson(path, text));
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
