import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { noSources } from './errors.ts';

const SOURCE = /\.(ts|mts|js|mjs|cjs|json)$/;
/** Files that cannot change a result: tests and their fixtures, builds, and package descriptions. */
const OTHER =
  /\.test\.\w+$|\.d\.ts$|^(package|tsconfig.*|project)\.json$|^(node_modules|dist|fixtures|test|\..*)$/;

/** Which folders hold code, and which of them no result depends on. */
export interface CodeVersionOptions {
  /** Folders under the root that hold code. */
  folders?: readonly string[];
  /** Folders or files under the root that no result depends on. */
  except?: readonly string[];
}

/**
 * Hex SHA-256 of the source files as they are on disk, committed or not. Tests, documents, build
 * output and package descriptions do not count.
 */
export function codeVersion(
  root: string,
  { folders = ['packages', 'experiments'], except = [] }: CodeVersionOptions = {},
): string {
  const left = new Set(except);
  const paths = folders.flatMap((folder) => {
    if (!existsSync(join(root, folder))) throw noSources(join(root, folder));
    return sources(root, folder, left);
  });
  const hash = createHash('sha256');
  for (const path of paths.sort()) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Paths relative to the root, with "/" on every system. */
function sources(root: string, folder: string, left: ReadonlySet<string>): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (OTHER.test(entry.name) || left.has(path)) return [];
    if (entry.isDirectory()) return sources(root, path, left);
    return entry.isFile() && SOURCE.test(entry.name) ? [path] : [];
  });
}
