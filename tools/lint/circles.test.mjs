import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const oxlint = join(root, 'node_modules/.bin/oxlint');

const folder = folderForEachTest();

/** The rules that files with these contents break, by `npm run lint`. */
async function broken(files) {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const args = ['-c', join(root, '.oxlintrc.json'), '--format', 'json', folder];
  const { stdout } = await promisify(execFile)(oxlint, args).catch((failed) => failed);
  return JSON.parse(stdout)
    .diagnostics.map(({ code }) => code)
    .filter((code) => code.startsWith('import'));
}

const cycle = 'import(no-cycle)';

describe('circles of imports', () => {
  it('are none where imports go one way', async () => {
    const files = {
      'a.ts': "import { b } from './b.ts';\nexport const a = b;",
      'b.ts': 'export const b = 1;',
    };
    expect(await broken(files)).toEqual([]);
  });

  it.each([
    ['values', "import { b } from './b.ts';", 'export const b = 1;'],
    ['types', "import type { B } from './b.ts';", 'export type B = 1;'],
    ['inline types', "import { type B } from './b.ts';", 'export type B = 1;'],
    ['exports', "export { b } from './b.ts';", 'export const b = 1;'],
  ])('are found among %s', async (_, statement, text) => {
    const files = {
      'a.ts': `${statement}\nexport type A = 1;`,
      'b.ts': `import type { A } from './c.ts';\n${text}\nexport const it: A = 1;`,
      'c.ts': "export type { A } from './a.ts';",
    };
    expect(await broken(files)).toEqual([cycle, cycle, cycle]);
  });
});
