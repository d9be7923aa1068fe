import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const names = ['vega', 'vega-lite', 'vega-embed'];

/** The chart libraries as browser scripts, each behind its licence, in the order in which they load. */
export function chartLibraries(): Promise<string[]> {
  return Promise.all(names.map(library));
}

async function library(name: string): Promise<string> {
  const build = dirname(fileURLToPath(import.meta.resolve(name)));
  const [code, licence, manifest] = await Promise.all([
    readFile(join(build, `${name}.min.js`), 'utf8'),
    readFile(join(build, '..', 'LICENSE'), 'utf8'),
    readFile(join(build, '..', 'package.json'), 'utf8'),
  ]);
  const { version } = JSON.parse(manifest) as { version: string };
  return inlineScript(`/*! ${name} ${version}\n${licence.trim()}\n*/\n${withoutSourceMap(code)}`);
}

const withoutSourceMap = (code: string) => code.replace(/\n?\/\/# sourceMappingURL=\S*\s*$/, '\n');

/** Code as it may stand between `<script>` and `</script>`; in strings the escapes mean the same. */
export function inlineScript(code: string): string {
  return code
    .replace(/\r\n?/g, '\n')
    .replace(/<\/(script)/gi, '<\\/$1')
    .replace(/<!--/g, '<\\!--');
}
