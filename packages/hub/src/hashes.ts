import { writeFileAtomic } from '@singlora/formats';
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const megabyte = 2 ** 20;

async function digest(path: string, hash: Hash): Promise<string> {
  for await (const chunk of createReadStream(path, { highWaterMark: megabyte })) {
    hash.update(chunk as Uint8Array);
  }
  return hash.digest('hex');
}

/** SHA-256 of a file's bytes, in hexadecimal. */
export function sha256(path: string): Promise<string> {
  return digest(path, createHash('sha256'));
}

/** The hash by which git, and so the Hub, names the content of a small file. */
export async function gitBlobHash(path: string): Promise<string> {
  const { size } = await stat(path);
  return digest(path, createHash('sha1').update(`blob ${size}\0`));
}

/** What changes whenever a file is written to. */
async function stamp(path: string): Promise<string> {
  const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true });
  return [size, mtimeNs, ctimeNs, ino].join(' ');
}

/**
 * SHA-256 of a file, not computed twice: the Hub's blobs are named by it, and for other large files
 * it is noted under `cache` until the file changes.
 */
export async function knownSha256(path: string, cache: string): Promise<string> {
  const real = await realpath(path);
  const name = basename(real);
  if (basename(dirname(real)) === 'blobs' && /^[0-9a-f]{64}$/.test(name)) return name;
  if ((await stat(real)).size < megabyte) return sha256(real);
  const note = join(cache, 'hashes', createHash('sha256').update(real).digest('hex'));
  const now = await stamp(real);
  const [noted, known] = (await readFile(note, 'utf8').catch(() => '')).split('\n');
  if (noted === now && known) return known;
  const hash = await sha256(real);
  // A note that cannot be written only costs time.
  await writeFileAtomic(note, `${now}\n${hash}\n`).catch(() => undefined);
  return hash;
}
