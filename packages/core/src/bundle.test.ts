import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type BuildOptions } from 'esbuild';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('.', import.meta.url));
const forBrowsers = {
  bundle: true,
  write: false,
  metafile: true,
  format: 'esm',
  platform: 'browser',
  conditions: ['@singlora/source'],
  logLevel: 'silent',
} satisfies BuildOptions;

/** The paths of the modules that a bundler for browsers includes from an entry; it fails where one is Node's. */
async function bundled(name: string): Promise<string[]> {
  const { metafile } = await build({ ...forBrowsers, entryPoints: [folder + name] });
  return Object.keys(metafile.inputs);
}

it.each(['index.ts', 'registry.ts'])('%s needs nothing of Node', async (name) => {
  expect((await bundled(name)).filter((path) => path.includes('node:'))).toEqual([]);
});

it('leaves out what only Node can do', async () => {
  const paths = await bundled('index.ts');
  expect(paths.some((path) => path.includes('core/src/kernels'))).toBe(true);
  for (const part of ['yauzl', 'hyparquet', 'commander', 'core/src/disk/'])
    expect(paths.filter((path) => path.includes(part))).toEqual([]);
});

it('is small where an adapter is made and packed, beside TensorFlow.js', async () => {
  const contents = `export { createAdapter, packAdapter, parseAdapterConfig } from './index.ts'`;
  const { outputFiles } = await build({
    ...forBrowsers,
    stdin: { contents, resolveDir: folder },
    external: ['@tensorflow/*'],
    minify: true,
  });
  expect(gzipSync(outputFiles[0]!.contents).length).toBeLessThan(45_000);
});
