import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { codeSha256, grouped } from '@singlora/tracking';
import { ownSources } from './own-sources.mjs';

/** The code that a program's results depend on. */
export interface CodeVersion {
  /** hex SHA-256 of all of it */
  readonly sha256: string;
  /** the same by part: `packages/core`, `experiments/glue`, `experiments` */
  readonly parts: Readonly<Record<string, string>>;
}

/** Sources of the native operations, which no import reaches. */
const native = 'packages/core/native';

/**
 * The version of this repository's sources that an entry point loads, as they are on disk,
 * committed or not. Unused modules, comments, white space, types, tests and other programs' code do
 * not count.
 * @param root the repository
 * @param entry a file under it
 */
export async function codeVersion(root: string, entry: string): Promise<CodeVersion> {
  const { build, transform } = await import('esbuild');
  const { metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@singlora/source'],
    outdir: root,
    logLevel: 'silent',
    plugins: [ownSources],
  });
  const [output] = Object.values(metafile.outputs);
  const used = Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput > 0 ? [path] : [],
  );
  const loaded = used.map(async (path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const [, kind] = /\.m?(ts|js)$/.exec(path) ?? [];
    if (kind === undefined) return [path, text] as const;
    const options = { minifyWhitespace: true, legalComments: 'none' } as const;
    const { code } = await transform(text, { ...options, loader: kind as 'ts' | 'js' });
    return [path, code] as const;
  });
  const sources = [...nativeSources(root), ...(await Promise.all(loaded))];
  sources.sort(([a], [b]) => (a < b ? -1 : 1));
  const byPart = grouped(sources, ([path]) => partOf(path));
  const parts = Object.fromEntries(
    [...byPart].map(([part, own]) => [part, hash('sha256', JSON.stringify(own))]),
  );
  return { sha256: codeSha256(parts), parts };
}

function nativeSources(root: string): [path: string, text: string][] {
  if (!existsSync(join(root, native))) return [];
  const files = readdirSync(join(root, native), { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => [relative(root, path).replaceAll(sep, '/'), readFileSync(path, 'utf8')]);
}

/** The first two folders of a path, or its only one. */
const partOf = (path: string): string => path.split('/').slice(0, -1).slice(0, 2).join('/');
