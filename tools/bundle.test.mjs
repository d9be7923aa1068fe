import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { expect, it } from 'vitest';
import { bundle } from './bundle.mjs';

const root = dirname(import.meta.dirname);
const folder = folderForAllTests(join(root, 'node_modules/.cache'));

it('has what entries import, once, knows where sources are, and names their lines in errors', async () => {
  const shared = join(folder, 'shared.ts');
  const entry = join(folder, 'entry.ts');
  const other = join(folder, 'other.ts');
  writeFileSync(shared, 'export const state: { count: number } = { count: 0 };\n');
  writeFileSync(other, "import { state } from './shared.ts';\nstate.count += 1;\n");
  writeFileSync(
    entry,
    `import { CodedError } from '@singlora/core/errors';
import { z } from 'zod';
import { state } from './shared.ts';
await import(process.argv[2] as string);
const line = (new Error('here').stack as string).split('\\n')[1];
console.log(JSON.stringify([import.meta.url, import.meta.dirname, CodedError.name, z.number().parse(3), state, line]));
`,
  );
  const names = [entry, other].map((path) => relative(root, path));
  const files = await bundle(root, names, join(folder, 'out'));
  expect(files.every((file) => existsSync(file))).toBe(true);
  const flags = ['--enable-source-maps'];
  const output = execFileSync(process.execPath, [...flags, files[0], files[1]], {
    encoding: 'utf8',
  });
  expect(JSON.parse(output)).toEqual([
    pathToFileURL(entry).href,
    folder,
    'CodedError',
    3,
    { count: 1 },
    expect.stringMatching(/entry\.ts:5:/),
  ]);
});
