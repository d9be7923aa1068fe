import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

async function digests(path: string, hashes: readonly Hash[]): Promise<string[]> {
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    for (const hash of hashes) hash.update(chunk as Uint8Array);
  }
  return hashes.map((hash) => hash.digest('hex'));
}

/** A new hash of a git blob, by which the Hub names small files; the content is yet to be added. */
async function gitBlob(path: string): Promise<Hash> {
  const { size } = await stat(path);
  return createHash('sha1').update(`blob ${size}\0`);
}

/** SHA-256 of a file's bytes, in hexadecimal. */
export async function sha256(path: string): Promise<string> {
  const [hash = ''] = await digests(path, [createHash('sha256')]);
  return hash;
}

/** A file's hashes, from one read: SHA-256, and git's blob hash. */
export async function bothHashes(path: string): Promise<{ sha256: string; git: string }> {
  const hashes = [createHash('sha256'), await gitBlob(path)];
  const [sha256 = '', git = ''] = await digests(path, hashes);
  return { sha256, git };
}

/** A file's hash of the same kind as a name on the Hub: 64 digits of SHA-256, or 40 of git's. */
export async function hashLike(name: string, path: string): Promise<string> {
  return name.length === 64 ? sha256(path) : (await bothHashes(path)).git;
}
