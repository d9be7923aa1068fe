import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The parts of a page's program in the browser, each a module of `client`. */
export type ClientPart = 'page' | 'tables' | 'charts' | 'runs';

const made = new Map<string, Promise<string>>();

/** The script of a page with these parts, in their order. All pages of a process share it. */
export function clientScript(parts: readonly ClientPart[]): Promise<string> {
  const key = parts.join();
  const script = made.get(key) ?? bundled(parts);
  made.set(key, script);
  return script;
}

async function bundled(parts: readonly ClientPart[]): Promise<string> {
  const own = fileURLToPath(import.meta.url);
  const contents = parts.map((part) => `import './client/${part}${extname(own)}';`).join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: dirname(own) },
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    // Without minification the script would name the files, and with them the build folder.
    minify: true,
  });
  return outputFiles[0]?.text ?? '';
}
