import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { ArtifactRecord } from './records.ts';

/** The largest file that is read, in bytes; no page needs more. */
const LARGEST = 2 ** 28;

/** A recorded file that is no longer what was recorded. */
export class ChangedFile extends Error {}

/** The bytes that a run recorded in a file, if they are unchanged. Throws `ChangedFile`, or why the file cannot be read. */
export function recordedBytes({ path, bytes, sha256 }: ArtifactRecord): Buffer {
  const stat = statSync(path);
  if (!stat.isFile()) throw new Error('it is no file');
  if (stat.size !== bytes) throw new ChangedFile();
  if (bytes > LARGEST) throw new Error('it is larger than 256 MiB');
  const content = readFileSync(path);
  if (createHash('sha256').update(content).digest('hex') !== sha256) throw new ChangedFile();
  return content;
}
