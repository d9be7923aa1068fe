import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const entry = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** What a bundler for browsers takes in from an entry, by path; Node's modules cannot be found by it. */
async function bundled(name: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [entry(name)],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['@singlora/source'],
    logLevel: 'silent',
  });
  return Object.keys(metafile.inputs);
}

it.each(['index.ts', 'registry.ts'])('%s needs nothing of Node', async (name) => {
  expect((await bundled(name)).filter((path) => path.includes('node:'))).toEqual([]);
});

it('leaves out what only Node can do', async () => {
  const paths = await bundled('index.ts');
  expect(paths.some((path) => path.includes('packages/kernels'))).toBe(true);
  for (const part of ['yauzl', 'hyparquet', 'commander', 'packages/files/'])
    expect(paths.filter((path) => path.includes(part))).toEqual([]);
});
