import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { build } from 'esbuild';

/**
 * A module of this folder for separate processes, bundled into one file with all imports except
 * native ones: it loads in a fifth of the time. It is removed after the test file that requests it.
 */
export async function bundled(module: string): Promise<string> {
  const folder = folderForAllTests(join(import.meta.dirname, '../../../node_modules/.cache'));
  const outfile = join(folder, 'module.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, module)],
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@singlora/source'],
    external: ['libsql', 'pg-native'],
    // CommonJS modules ask for Node's own.
    banner: {
      js: "import { createRequire as of } from 'node:module'; const require = of(import.meta.url);",
    },
    outfile,
  });
  return outfile;
}
