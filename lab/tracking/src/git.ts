import { execFile, spawn } from 'node:child_process';
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

export const gitRecord = z.strictObject({
  commit: z.string(),
  /** 'HEAD' where no branch is checked out. */
  branch: z.string(),
  dirty: z.boolean(),
  /** Hex SHA-256 of uncommitted changes and untracked files; absent without any. */
  diffSha256: z.string().exactOptional(),
  /** The start of `git diff HEAD`, at most 64 KiB; absent where no tracked file was changed. */
  diff: z.string().exactOptional(),
});

/** The checkout that a run was started from. */
export type GitState = z.infer<typeof gitRecord>;

/** The maximum size of a recorded diff, in bytes. */
const KEPT = 2 ** 16;

/** The size above which an untracked file is hashed by its size and time only, in bytes. */
const LARGE = 16 * 2 ** 20;

/** Git's view of `folder`; undefined outside a repository, before its first commit, or without git. */
export async function gitState(folder: string): Promise<GitState | undefined> {
  try {
    const [commit = '', top = ''] = (
      await git(folder, 'rev-parse', 'HEAD', '--show-toplevel')
    ).split('\n');
    const branch = (await git(folder, 'rev-parse', '--abbrev-ref', 'HEAD')).trim();
    const changed = await changes(top);
    return { commit, branch, dirty: changed !== undefined, ...changed };
  } catch {
    return undefined;
  }
}

/** The differences from the last commit; undefined where there are none. */
async function changes(top: string): Promise<Pick<GitState, 'diffSha256' | 'diff'> | undefined> {
  const hash = createHash('sha256');
  const diff = await hashDiff(hash, top);
  let any = diff !== '';
  const untracked = await git(top, 'ls-files', '--others', '--exclude-standard', '-z');
  for (const name of untracked.split('\0').filter(Boolean).sort()) {
    any = true;
    await hashFile(hash, top, name);
  }
  if (!any) return undefined;
  return { diffSha256: hash.digest('hex'), ...(diff !== '' && { diff }) };
}

// Does not take git's locks: a commit may be in progress.
const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0' };

async function git(folder: string, ...args: string[]): Promise<string> {
  const options = { cwd: folder, env, maxBuffer: 2 ** 28 };
  return (await promisify(execFile)('git', args, options)).stdout;
}

/** Adds `git diff HEAD` to the hash; returns its start. */
async function hashDiff(hash: Hash, top: string): Promise<string> {
  const args = ['diff', 'HEAD', '--binary', '--no-color', '--no-ext-diff', '--no-textconv'];
  const child = spawn('git', args, { cwd: top, env, stdio: ['ignore', 'pipe', 'ignore'] });
  const kept: Buffer[] = [];
  let length = 0;
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    hash.update(chunk);
    if (length < KEPT) kept.push(chunk.subarray(0, KEPT - length));
    length += chunk.length;
  }
  return Buffer.concat(kept).toString();
}

async function hashFile(hash: Hash, top: string, name: string): Promise<void> {
  const path = join(top, name);
  hash.update(`\0${name}\0`);
  try {
    const { size, mtimeMs } = await stat(path);
    if (size > LARGE) hash.update(`${size} ${mtimeMs}`);
    else for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch {
    // Gone since git listed it, or unreadable: its name counts.
  }
}
