import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const names = ['vega', 'vega-lite', 'vega-embed'];

let made: ReturnType<typeof pack> | undefined;

/** The chart libraries as one browser script, each after its licence. All pages of a process share it. */
export const chartLibraries = (): ReturnType<typeof pack> => (made ??= pack());

/** The script, and its embedded form: a gzip file in base64. */
async function pack() {
  const script = (await Promise.all(names.map(library))).join('');
  return { script, packed: gzipSync(script, { level: 9 }).toString('base64') };
}

async function library(name: string): Promise<string> {
  const build = dirname(fileURLToPath(import.meta.resolve(name)));
  const [code, licence, manifest] = await Promise.all([
    readFile(join(build, `${name}.min.js`), 'utf8'),
    readFile(join(build, '..', 'LICENSE'), 'utf8'),
    readFile(join(build, '..', 'package.json'), 'utf8'),
  ]);
  const { version } = JSON.parse(manifest) as { version: string };
  return `/*! ${name} ${version}\n${licence.trim()}\n*/\n${withoutSourceMap(code)}`;
}

const withoutSourceMap = (code: string) => code.replace(/\n?\/\/# sourceMappingURL=\S*\s*$/, '\n');
