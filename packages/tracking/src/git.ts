import { execFile, spawn } from 'node:child_process';
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The checkout a run was started from. */
export interface GitState {
  commit: string;
  /** 'HEAD' where no branch is checked out. */
  branch: string;
  dirty: boolean;
  /** Hex SHA-256 of the uncommitted changes and untracked files; absent where there are none. */
  diffSha256?: string;
}

/** Above this an untracked file counts by its size and time alone, in bytes. */
const LARGE = 16 * 2 ** 20;

/** Git's view of `folder`; undefined outside a repository, before its first commit, or without git. */
export async function gitState(folder: string): Promise<GitState | undefined> {
  try {
    const [commit = '', top = ''] = (
      await git(folder, 'rev-parse', 'HEAD', '--show-toplevel')
    ).split('\n');
    const branch = (await git(folder, 'rev-parse', '--abbrev-ref', 'HEAD')).trim();
    const diffSha256 = await changes(top);
    const dirty = diffSha256 !== undefined;
    return { commit, branch, dirty, ...(dirty && { diffSha256 }) };
  } catch {
    return undefined;
  }
}

/** Hash of what differs from the last commit; undefined where nothing does. */
async function changes(top: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  let any = await hashDiff(hash, top);
  const untracked = await git(top, 'ls-files', '--others', '--exclude-standard', '-z');
  for (const name of untracked.split('\0').filter(Boolean).sort()) {
    any = true;
    await hashFile(hash, top, name);
  }
  return any ? hash.digest('hex') : undefined;
}

// Git's own locks are left alone: a commit may be under way.
const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0' };

async function git(folder: string, ...args: string[]): Promise<string> {
  const options = { cwd: folder, env, maxBuffer: 2 ** 28 };
  return (await promisify(execFile)('git', args, options)).stdout;
}

/** Adds `git diff HEAD` to the hash; whether there was any. */
async function hashDiff(hash: Hash, top: string): Promise<boolean> {
  const args = ['diff', 'HEAD', '--binary', '--no-color', '--no-ext-diff', '--no-textconv'];
  const child = spawn('git', args, { cwd: top, env, stdio: ['ignore', 'pipe', 'ignore'] });
  let any = false;
  for await (const chunk of child.stdout) {
    any = true;
    hash.update(chunk as Buffer);
  }
  return any;
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
