import { realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { otherBytes, restless, wrongBlob } from './errors.ts';
import { notePath, readNote, stampOf, writeNote } from './hash-notes.ts';
import { bothHashes, sha256 } from './hashes.ts';

/** The least size of a file whose hash is noted, in bytes: smaller files are hashed each time. */
const worthANote = 2 ** 20;
const maxAttempts = 3;

interface HashOptions {
  /** This project's own cache, where hashes are noted. */
  readonly cache: string;
  /** Called where a file that should never change, such as a commit's, has changed. */
  readonly onChange?: ((line: string) => void) | undefined;
}

/** The hash that the Hub gave a blob for its name, if it is one. */
function nameOfBlob(real: string): string | undefined {
  const name = basename(real);
  return basename(dirname(real)) === 'blobs' && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(name)
    ? name
    : undefined;
}

async function hashBlob(path: string, real: string, name: string | undefined): Promise<string> {
  if (name?.length !== 40) {
    const found = await sha256(real);
    if (name !== undefined && found !== name) throw wrongBlob(path, real, name, found);
    return found;
  }
  const found = await bothHashes(real);
  if (found.git !== name) throw wrongBlob(path, real, name, found.git);
  return found.sha256;
}

/** The hash of bytes that stay the same while they are read. */
async function hashStill(path: string, real: string): Promise<{ stamp: string; sha256: string }> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const stamp = await stampOf(real);
    const sha256 = await hashBlob(path, real, nameOfBlob(real));
    if ((await stampOf(real)) === stamp) return { stamp, sha256 };
  }
  throw restless(path);
}

/**
 * SHA-256 of a file's bytes. That of a large file is computed once, and noted until the file changes.
 *
 * @throws HubError `HUB_CHECKSUM` for a blob of the Hub whose bytes are not those it is named by, and
 *   for a file that is being written to
 */
export async function knownSha256(path: string, options: HashOptions): Promise<string> {
  const { cache, onChange } = options;
  const real = await realpath(path);
  const name = nameOfBlob(real);
  const isLarge = (await stat(real)).size >= worthANote;
  // Where no name states the file's hash, the note does.
  const isPinned = onChange !== undefined && name === undefined;
  const isNoted = isLarge || isPinned;
  const noted = isNoted ? await readNote(cache, real) : undefined;
  const isSound = name?.length !== 64 || noted?.sha256 === name;
  if (noted && isLarge && isSound && noted.stamp === (await stampOf(real))) return noted.sha256;
  const found = await hashStill(path, real);
  if (isPinned && noted && noted.sha256 !== found.sha256) {
    // The note stays, so that the next run reports it again.
    onChange(otherBytes(path, noted.sha256, found.sha256, notePath(cache, real)));
  } else if (isNoted) {
    await writeNote(cache, real, found);
  }
  return found.sha256;
}
