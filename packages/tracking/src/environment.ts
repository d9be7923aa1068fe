import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { type GitState, gitState } from './git.ts';

/** What a run ran on and with. */
export interface Environment {
  node: string;
  platform: string;
  cpu: string;
  cores: number;
  /** Memory this process may use, in bytes. */
  memoryBytes: number;
  git?: GitState;
  packages: Record<string, string>;
  argv: string[];
  backend: string;
}

/** The backend's description and versions, and the folder whose git state counts. */
export interface EnvironmentOptions {
  /** As the backend describes itself. */
  backend: string;
  /** Version by name; see `packageVersions`. */
  packages?: Readonly<Record<string, string>>;
  /** Folder whose git state counts; by default the current one. */
  folder?: string;
}

/** Describes the machine, the code and the backend that a run uses, for its record. */
export async function captureEnvironment({
  backend,
  packages = {},
  folder = process.cwd(),
}: EnvironmentOptions): Promise<Environment> {
  const git = await gitState(folder);
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch} ${release()}`,
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    memoryBytes: memoryBytes(),
    ...(git && { git }),
    packages: { ...packages },
    argv: [...process.argv],
    backend,
  };
}

/** A container's limit where there is one below the machine's memory. */
function memoryBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

/** Versions of installed packages, as `folder` would resolve them; one not installed is left out. */
export function packageVersions(
  names: readonly string[],
  folder = process.cwd(),
): Record<string, string> {
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
