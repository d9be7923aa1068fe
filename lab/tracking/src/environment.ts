import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { listOf, namedOf } from './each-entry.ts';
import { gitRecord, gitState } from './git.ts';

const texts = namedOf(z.string());
const count = z.number().nonnegative();

export const environmentRecord = z.strictObject({
  node: z.string(),
  platform: z.string(),
  cpu: z.string(),
  cores: count,
  /** the maximum number of threads of an operation */
  threads: count.nullable(),
  /** The memory available to this process, in bytes. */
  memoryBytes: count,
  git: gitRecord.exactOptional(),
  /** The version of the code that affects the result: hex SHA-256 by part, such as `packages/core`. */
  code: texts.nullable(),
  packages: texts,
  /** Hex SHA-256 of the lock file, which pins every package; null where there is none. */
  lockSha256: z.string().nullable(),
  argv: listOf(z.string()),
  backend: z.string(),
});

/** A run's machine, code and libraries. Null stands for values that older records lack. */
export type Environment = z.infer<typeof environmentRecord>;

/** The backend's description and versions, and the folder whose git state is recorded. */
export interface EnvironmentOptions {
  /** The backend's description of itself. */
  backend: string;
  /** Version by name; see `packageVersions`. */
  packages?: Readonly<Record<string, string>>;
  /** The version of the code that affects the result: hex SHA-256 by part. */
  code?: Readonly<Record<string, string>>;
  /** The folder whose git state and lock file are recorded; by default the current one. */
  folder?: string;
}

/** Describes a run's machine, code and backend for its record. */
export async function captureEnvironment({
  backend,
  packages = {},
  code = {},
  folder = process.cwd(),
}: EnvironmentOptions): Promise<Environment> {
  const git = await gitState(folder);
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch} ${release()}`,
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    threads: Number(process.env['TF_NUM_INTRAOP_THREADS']) || availableParallelism(),
    memoryBytes: memoryBytes(),
    ...(git && { git }),
    code: { ...code },
    packages: { ...packages },
    lockSha256: lockOf(folder),
    argv: [...process.argv],
    backend,
  };
}

function lockOf(folder: string): string | null {
  try {
    const lock = readFileSync(join(folder, 'package-lock.json'));
    return hash('sha256', lock);
  } catch {
    return null;
  }
}

/** An environment of an older record, with null for the fields that it lacks. */
export const withUnrecorded = (environment: object): object => ({
  threads: null,
  code: null,
  lockSha256: null,
  ...environment,
});

/** A container's limit, if it is below the machine's memory. */
function memoryBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

/** Versions of installed packages, as resolved from `folder`; missing packages are left out. */
export function packageVersions(names: readonly string[], folder = process.cwd()) {
  const versions: Record<string, string> = {};
  for (const name of names) {
    const version = versionOf(name, folder);
    if (version !== undefined) versions[name] = version;
  }
  return versions;
}

function versionOf(name: string, folder: string): string | undefined {
  try {
    const text = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
    return (JSON.parse(text) as { version?: string }).version;
  } catch {
    const parent = dirname(folder);
    return parent === folder ? undefined : versionOf(name, parent);
  }
}
