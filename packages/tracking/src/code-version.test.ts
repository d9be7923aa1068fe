import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeVersion } from './code-version.ts';

let root: string;
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'code-'));
  write('packages/core/src/lora.ts', 'export const a = 1;');
  write('experiments/mnli.experiment.ts', 'export const b = 1;');
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

test.each([
  ['an edit', 'packages/core/src/lora.ts'],
  ['a new file', 'packages/core/src/dora.ts'],
  ['a lexicon', 'packages/glue/src/lexicon.json'],
  ['an experiment', 'experiments/mnli.experiment.ts'],
])('%s changes it', (_what, path) => {
  const before = codeVersion(root);
  write(path, '{"changed":true}');
  expect(codeVersion(root)).not.toBe(before);
});

test.each([
  'README.md',
  'packages/core/README.md',
  'packages/core/package.json',
  'packages/core/tsconfig.json',
  'packages/core/src/lora.test.ts',
  'packages/core/src/lora.laws.test.ts',
  'packages/core/src/fixtures/lora.json',
  'packages/core/dist/index.js',
  'packages/core/node_modules/x/index.js',
  'reports/paper.json',
])('%s does not count', (path) => {
  const before = codeVersion(root);
  write(path, '{}');
  expect(codeVersion(root)).toBe(before);
});

test('a file under another name is another version', () => {
  const before = codeVersion(root);
  rmSync(join(root, 'packages/core/src/lora.ts'));
  write('packages/core/src/dora.ts', 'export const a = 1;');
  expect(codeVersion(root)).not.toBe(before);
});

test('what no result depends on can be left out', () => {
  const except = ['packages/reporting', 'experiments/runs.ts'];
  const before = codeVersion(root, { except });
  write('packages/reporting/src/page.ts', '');
  write('experiments/runs.ts', '');
  expect(codeVersion(root, { except })).toBe(before);
  expect(codeVersion(root)).not.toBe(before);
});

test('a missing folder is an error that names it', () => {
  expect(() => codeVersion(root, { folders: ['theory'] })).toThrow(
    expect.objectContaining({
      code: 'NO_SOURCES',
      message: expect.stringContaining(join(root, 'theory')) as string,
    }),
  );
});
