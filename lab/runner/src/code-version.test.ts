import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { beforeEach, expect, test } from 'vitest';
import { codeVersion } from './code-version.ts';

const entry = 'experiments/mine.experiment.ts';
const root = folderForEachTest();
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const version = async () => codeVersion(root, join(root, entry));

beforeEach(() => {
  mkdirSync(join(root, 'node_modules/@singlora'), { recursive: true });
  for (const name of ['core', 'pages']) {
    const exports = { '.': { '@singlora/source': './src/index.ts' } };
    write(`packages/${name}/package.json`, JSON.stringify({ name: `@singlora/${name}`, exports }));
    symlinkSync(join(root, `packages/${name}`), join(root, `node_modules/@singlora/${name}`));
  }
  write(
    'packages/core/src/index.ts',
    `export { lora } from './lora.ts';\nexport { dora } from './dora.ts';`,
  );
  write('packages/core/src/lora.ts', 'export const lora = (rank: number) => rank + 1;');
  write('packages/core/src/dora.ts', 'export const dora = (rank: number) => rank + 2;');
  write('packages/pages/src/index.ts', 'export const page = 1;');
  write(
    entry,
    `import { lora } from '@singlora/core';\nimport 'npm-package';\nexport default lora(8);`,
  );
});

test.each([
  [
    'code that is loaded',
    'packages/core/src/lora.ts',
    'export const lora = (r: number) => r + 3;',
    'packages/core',
  ],
  [
    'the experiment',
    entry,
    `import { dora } from '@singlora/core';\nexport default dora(8);`,
    'experiments',
  ],
  ['a native operation', 'packages/core/native/product.cc', 'int x;', 'packages/core'],
])('%s changes it, and its part', async (_what, path, text, part) => {
  const before = await version();
  write(path, text);
  const after = await version();
  expect(after.sha256).not.toBe(before.sha256);
  expect(after.parts[part]).not.toBe(before.parts[part]);
});

test.each([
  [
    'comments, white space and types',
    'packages/core/src/lora.ts',
    '// adds\nexport const lora = (\n  rank: number | 8\n): number => rank + 1;\n',
  ],
  [
    'a module of which nothing is used',
    'packages/core/src/dora.ts',
    'export const dora = (rank: number) => rank + 5;',
  ],
  ['what others load', 'packages/pages/src/index.ts', 'export const page = 2;'],
  ['another experiment', 'experiments/other.experiment.ts', 'export default 3;'],
  ['a test', 'packages/core/src/lora.test.ts', 'export default 3;'],
])('%s does not', async (_what, path, text) => {
  const before = await version();
  write(path, text);
  expect(await version()).toEqual(before);
});

test('an experiment of this repository depends on its own parts alone', async () => {
  const here = resolve(import.meta.dirname, '../../..');
  const { parts } = await codeVersion(here, join(here, 'experiments/mnli.experiment.ts'));
  expect(Object.keys(parts)).toEqual(
    expect.arrayContaining(['experiments', 'experiments/glue', 'packages/core']),
  );
  for (const other of ['lab/reporting', 'lab/scaling', 'lab/dreambooth', 'experiments/commands'])
    expect(parts).not.toHaveProperty([other]);
});
