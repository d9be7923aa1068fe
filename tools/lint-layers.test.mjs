import { ESLint } from 'eslint';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

// Layers need no types, and the parser is much faster without them.
const eslint = new ESLint({
  cwd: root,
  overrideConfig: {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: false } },
  },
  ruleFilter: ({ ruleId }) => ['boundaries/dependencies', 'no-restricted-imports'].includes(ruleId),
});

/** What the layer rules say of a file that imports `target`. */
async function verdicts(file, target, statement = `import * as it from '${target}';`) {
  const [result] = await eslint.lintText(`${statement}\n`, { filePath: `${root}${file}` });
  return result.messages.map(({ ruleId, message }) => ruleId ?? message);
}

const broken = ['boundaries/dependencies'];

describe('layers', () => {
  it.each([
    ['packages/core/src/index.ts', '@singlora/kernels'],
    ['packages/kernels/src/index.ts', '@singlora/errors'],
    ['packages/models/src/index.ts', '@singlora/core'],
    ['packages/glue/src/index.ts', '@singlora/training'],
    ['packages/reporting/src/index.ts', '@singlora/tracking'],
    ['packages/scaling/src/index.ts', '@singlora/training'],
    ['packages/comparison/src/index.ts', '@singlora/reporting/text'],
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
    ['packages/glue/src/index.ts', './tasks.ts'],
    ['packages/glue/src/index.ts', 'node:fs'],
    ['packages/kernels/src/index.ts', '@tensorflow/tfjs-core'],
  ])('%s may import %s', async (file, target) => {
    expect(await verdicts(file, target)).toEqual([]);
  });

  it.each([
    ['packages/kernels/src/index.ts', '@singlora/core', 'upwards'],
    ['packages/formats/src/index.ts', '@singlora/hub', 'upwards'],
    ['packages/hub/src/index.ts', '@singlora/runtime', 'sideways'],
    ['packages/reporting/src/index.ts', '@singlora/training', 'past the records'],
    ['packages/training/src/index.ts', '@singlora/scaling', 'upwards'],
    ['packages/runner/src/index.ts', '@singlora/training', 'past its own records'],
    ['theory/width-sweep/check.ts', '@singlora/glue', 'another suite'],
    ['theory/width-sweep/check.ts', './view/index.ts', 'upwards'],
    ['theory/width-sweep/view/index.ts', '../plan.ts', 'past the record'],
    ['theory/width-sweep/view/index.ts', '@singlora/scaling', 'past the record'],
    ['theory/report/read.ts', '../experiment.ts', 'past the record'],
    ['packages/comparison/src/index.ts', '@singlora/reporting', 'it does not draw'],
    ['packages/reporting/src/index.ts', '@singlora/comparison', 'upwards'],
    ['reports/theory.page.ts', '@singlora/scaling', 'past the records'],
    ['reports/theory.page.ts', '../theory/report/read.ts', 'downwards past the index'],
    ['packages/tracking/src/index.ts', '../../reporting/src/index.ts', 'upwards by path'],
    ['packages/glue/src/index.ts', '../../formats/src/tsv.ts', 'downwards past the index'],
  ])('%s may not import %s: %s', async (file, target) => {
    expect(await verdicts(file, target)).toEqual(broken);
  });

  it('a package is imported by its bare name', async () => {
    const found = await verdicts('packages/core/src/index.ts', '@singlora/formats/src/tsv.ts');
    expect(found).toEqual(['no-restricted-imports']);
  });

  it.each(['@singlora/scaling', './plan.ts'])('a record does not import %s', async (target) => {
    expect(await verdicts('theory/transfer/record.ts', target)).toContain('no-restricted-imports');
  });

  it('counts imports of types, dynamic imports and exports too', async () => {
    const file = 'packages/kernels/src/index.ts';
    const up = '@singlora/core';
    expect(await verdicts(file, up, `import type { Slot } from '${up}';`)).toEqual(broken);
    expect(await verdicts(file, up, `export * from '${up}';`)).toEqual(broken);
    expect(await verdicts(file, up, `await import('${up}');`)).toEqual(broken);
  });
});
