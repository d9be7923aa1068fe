import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { folderForThisTest } from '@singlora/core/disk/temporary';
import { describe, expect, it } from 'vitest';
import { wrongWith } from './layers.mjs';

const root = join(import.meta.dirname, '../..');

describe('layers', () => {
  it.each([
    ['packages/core/src/index.ts', '@singlora/core/kernels'],
    ['packages/core/src/kernels/index.ts', '@singlora/core/errors'],
    ['lab/models/src/index.ts', '@singlora/core'],
    ['lab/glue/src/index.ts', '@singlora/training'],
    ['lab/reporting/src/index.ts', '@singlora/tracking'],
    ['lab/scaling/src/index.ts', '@singlora/training'],
    ['lab/comparison/src/index.ts', '@singlora/reporting/text'],
    ['reports/glue.page.ts', '@singlora/comparison'],
    ['theory/width-sweep/check.ts', '@singlora/scaling'],
    ['theory/width-sweep/check.ts', '@singlora/runner'],
    ['theory/width-sweep/check.ts', './record.ts'],
    ['theory/width-sweep/view/index.ts', '@singlora/reporting'],
    ['theory/width-sweep/view/index.ts', '../record.ts'],
    ['theory/width-sweep/view/index.ts', '../../record.ts'],
    ['theory/width-sweep/view/index.ts', '../../report/words.ts'],
    ['theory/report/read.ts', '../record.ts'],
    ['reports/theory.page.ts', '@singlora/theory'],
    ['lab/glue/src/index.ts', './tasks.ts'],
    ['lab/glue/src/index.ts', 'node:fs'],
    ['packages/core/src/kernels/index.ts', '@tensorflow/tfjs-core'],
  ])('%s may import %s', (file, target) => {
    expect(wrongWith(file, target)).toBeUndefined();
  });

  it.each([
    ['packages/core/src/kernels/index.ts', '@singlora/core', 'upwards'],
    ['packages/core/src/formats/index.ts', '@singlora/hub', 'upwards'],
    ['lab/hub/src/index.ts', '@singlora/runtime', 'sideways'],
    ['lab/reporting/src/index.ts', '@singlora/training', 'past the records'],
    ['lab/training/src/index.ts', '@singlora/scaling', 'upwards'],
    ['lab/runner/src/index.ts', '@singlora/training', 'past its own records'],
    ['theory/width-sweep/check.ts', '@singlora/glue', 'another suite'],
    ['theory/width-sweep/check.ts', './view/index.ts', 'upwards'],
    ['theory/width-sweep/view/index.ts', '../plan.ts', 'past the record'],
    ['theory/width-sweep/view/index.ts', '@singlora/scaling', 'past the record'],
    ['theory/report/read.ts', '../experiment.ts', 'past the record'],
    ['lab/comparison/src/index.ts', '@singlora/reporting', 'it does not draw'],
    ['lab/reporting/src/index.ts', '@singlora/comparison', 'upwards'],
    ['reports/theory.page.ts', '@singlora/scaling', 'past the records'],
    ['reports/theory.page.ts', '../theory/report/read.ts', 'downwards past the index'],
    ['lab/tracking/src/index.ts', '../../reporting/src/index.ts', 'upwards by path'],
    ['lab/glue/src/index.ts', '../../core/src/formats/tsv.ts', 'downwards past the index'],
  ])('%s may not import %s: %s', (file, target) => {
    expect(wrongWith(file, target)).toMatch(/may not import/);
  });

  it('a package is imported by its entries', () => {
    expect(wrongWith('packages/core/src/index.ts', '@singlora/core/formats/bytes')).toBeUndefined();
    expect(wrongWith('packages/core/src/index.ts', '@singlora/core/formats/src/tsv.ts')).toMatch(
      /no such entry/,
    );
  });

  it.each(['@singlora/scaling', '@singlora/core/errors', './plan.ts'])(
    'a record does not import %s',
    (target) => {
      expect(wrongWith('theory/transfer/record.ts', target)).toMatch(/may not import/);
    },
  );

  it('are looked at by the lint in imports of values and types, dynamic ones and exports', async () => {
    const folder = folderForThisTest();
    const up = "'@singlora/core'";
    const lines = [
      `import { adapt } from ${up};`,
      `import type { Slot } from ${up};`,
      `export { load } from ${up};`,
      `export * from ${up};`,
      `export const later = import(${up});`,
      `export type It = import(${up}).Slot;`,
    ];
    const file = 'packages/core/src/kernels/up.ts';
    await mkdir(join(folder, 'packages/core/src/kernels'), { recursive: true });
    await writeFile(join(folder, file), lines.join('\n'));
    const args = ['-c', join(root, '.oxlintrc.json'), '-A', 'no-unused-vars', '--format', 'unix'];
    const lint = promisify(execFile)(join(root, 'node_modules/.bin/oxlint'), args, {
      cwd: folder,
    });
    const { stdout } = await lint.catch((failed) => failed);
    const found = stdout.matchAll(/^(.*):(\d+):\d+: .*\(layers\)\]$/gm);
    expect([...found].map(([, path, line]) => [path, Number(line)])).toEqual(
      lines.map((_, i) => [file, i + 1]),
    );
  });
});
