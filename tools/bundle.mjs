import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ownSources } from '../lab/runner/src/own-sources.mjs';

/**
 * Bundles TypeScript entry points with all of their imports from this repository into a few JavaScript files, in a
 * tenth of a second: Node takes ten times as long to load some four hundred modules. npm's packages are not bundled.
 *
 * @param {string} root the repository
 * @param {readonly string[]} entries relative to the root
 * @param {string} folder for the files, under the root, where npm's packages are found
 * @returns {Promise<string[]>} the file of each entry
 */
export async function bundle(root, entries, folder) {
  await build({
    entryPoints: entries.map((entry) => join(root, entry)),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: `node${process.versions.node}`,
    conditions: ['@singlora/source'],
    sourcemap: 'linked',
    outbase: root,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    absWorkingDir: root,
    logLevel: 'silent',
    plugins: [ownSources, sourcePlaces],
  });
  return entries.map((entry) => join(folder, entry.replace(/\.ts$/, '.mjs')));
}

/** Lets bundled modules still know the location of their sources. */
const sourcePlaces = {
  name: 'source-places',
  setup(asked) {
    asked.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)));
      return { contents, loader: 'ts' };
    });
  },
};
