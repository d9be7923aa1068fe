import { realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { otherBytes, restless, wrongBlob } from './errors.ts';
import { notePath, readNote, stampOf, writeNote } from './hash-notes.ts';
import { bothHashes, sha256 } from './hashes.ts';

/** The smallest file whose hash is noted, in bytes: smaller files are hashed each time. */
const worthANote = 2 ** 20;
const maxAttempts = 3;

interface HashOptions {
  /** This project's own cache, where hashes are noted. */
  readonly cache: string;
  /** Called where a file that should never change, such as a commit's, has changed. */
  readonly onChange?: ((line: string) => void) | undefined;
}

/** The hash in a blob's name on the Hub, if the file is a blob. */
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

/** The hash of a file that does not change while it is read. */
async function hashStill(path: string, real: string): Promise<{ stamp: string; sha256: string }> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const stamp = await stampOf(real);
    const sha256 = await hashBlob(path, real, nameOfBlob(real));
    if ((await stampOf(real)) === stamp) return { stamp, sha256 };
  }
  throw restless(path);
}

/**
 * SHA-256 of a file's bytes. For a large file it is computed once, and noted until the file changes.
 *
 * @throws HubError `HUB_CHECKSUM` for a blob of the Hub whose bytes do not match its name, and for a
 * file that is being written
 */
export async function knownSha256(path: string, options: HashOptions): Promise<string> {
  const { cache, onChange } = options;
  const real = await realpath(path);
  const name = nameOfBlob(real);
  const isLarge = (await stat(real)).size >= worthANote;
  // Where the name does not state the file's hash, the note does.
  const isPinned = onChange !== undefined && name === undefined;
  const isNoted = isLarge || isPinned;
  const noted = isNoted ? await readNote(cache, real) : undefined;
  const isSound = name?.length !== 64 || noted?.sha256 === name;
  if (noted && isLarge && isSound && noted.stamp === (await stampOf(real))) return noted.sha256;
  const found = await hashStill(path, real);
  if (isPinned && noted && noted.sha256 !== found.sha256) {
    // The note is kept, so that the next run reports the change again.
    onChange(otherBytes(path, noted.sha256, found.sha256, notePath(cache, real)));
  } else if (isNoted) {
    await writeNote(cache, real, found);
  }
  return found.sha256;
}
