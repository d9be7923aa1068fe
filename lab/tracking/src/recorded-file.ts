import { hash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { ArtifactRecord } from './records.ts';

/** The maximum size of a file to read, in bytes; no page needs more. */
const LARGEST = 2 ** 28;

/** A recorded file that has changed since. */
export class ChangedFile extends Error {}

/** The bytes of a run's recorded file, if unchanged. Throws `ChangedFile`, or why the file cannot be read. */
export function recordedBytes({ path, bytes, sha256 }: ArtifactRecord): Buffer {
  const stat = statSync(path);
  if (!stat.isFile()) throw new Error('it is no file');
  if (stat.size !== bytes) throw new ChangedFile();
  if (bytes > LARGEST) throw new Error('it is larger than 256 MiB');
  const content = readFileSync(path);
  if (hash('sha256', content) !== sha256) throw new ChangedFile();
  return content;
}
