import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { afterAll } from 'vitest';

const npmStays: Plugin = {
  name: 'npm-stays',
  setup(asked) {
    asked.onResolve({ filter: /^[^./]/ }, ({ path: name }) =>
      name.startsWith('@singlora/') ? undefined : { path: name, external: true },
    );
  },
};

/**
 * A module of this folder for processes of their own, as one file with all that it imports of this repository: it loads in a
 * third of the time. It is removed after the test file that asks for it.
 */
export async function bundled(module: string): Promise<string> {
  const cache = join(import.meta.dirname, '../../../node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'tracking-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const outfile = join(folder, 'module.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, module)],
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@singlora/source'],
    outfile,
    plugins: [npmStays],
  });
  return outfile;
}
