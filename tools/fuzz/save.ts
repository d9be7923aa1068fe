import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Bug } from './campaign.ts';
import { readers } from './readers/index.ts';

/** Which reader a saved input is for: its file's name begins with it. */
export function readerOf(path: string): string | undefined {
  const name = basename(path).split('-')[0] ?? '';
  return Object.hasOwn(readers, name) ? name : undefined;
}

/** Keeps a bug's input, and beside it what it does; gives the input's path. */
export function save(folder: string, reader: string, seed: number, bug: Bug): string {
  const { outcome, index, input, count } = bug;
  const id = createHash('sha256')
    .update(outcome.signature ?? '')
    .digest('hex')
    .slice(0, 8);
  const path = join(folder, `${reader}-${id}.bin`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, input);
  writeFileSync(
    `${path}.json`,
    `${JSON.stringify({ reader, seed, index, count, ...outcome }, null, 2)}\n`,
  );
  return path;
}
