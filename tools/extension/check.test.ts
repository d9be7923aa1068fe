import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyOfRepository, nodeIn } from './copy-of-repository.ts';

/** A check of its own: 2 + 2. */
const tiny = {
  'check.ts': `import type { Experiment } from '@singlora/runner';
import { z } from 'zod';
const check: Experiment<{ n: number }, { preset: string; n: number }> = {
  name: 'tiny',
  description: 'Adds a number to itself.',
  settings: z.strictObject({ n: z.coerce.number().describe('the number') }),
  presets: { default: { n: 2 }, smoke: { n: 1 } },
  defaultPreset: 'default',
  plan: ({ n }, preset) => [{ label: String(n), config: { preset, n } }],
  prepare: () => Promise.resolve({
    backend: 'none',
    assets: [],
    describe: ({ sum }) => \`the sum is \${sum}\`,
    run: async ({ config: { n } }, run) => {
      await run.artifact('result.json', JSON.stringify({ sum: n + n }));
      return { status: 'finished', summary: { sum: n + n } };
    },
  }),
};
export default check;`,
  'view/index.ts': `import { markup } from '@singlora/reporting';
import { z } from 'zod';
import type { CheckRun, CheckView } from '../../report/view.ts';
const record = { config: z.object({ preset: z.string(), n: z.int() }), result: z.object({ sum: z.int() }) };
const view: CheckView<CheckRun<typeof record>> = {
  record,
  place: 2.5,
  short: 'Tiny',
  title: 'Sums',
  intro: markup\`<p>What sums are.</p>\`,
  claims: [{ id: 'sum', says: 'Sums exist.', place: 'nowhere', judge: ([run]) => ({ verdict: 'reproduced', evidence: \`It is \${run?.result.sum}.\` }) }],
  body: (runs) => [markup\`<p>The sum of \${runs[0]?.config.n} and itself is \${runs[0]?.result.sum}.</p>\`],
};
export default view;`,
};

let copy: string;
/** A copy of the repository in which `theory/tiny` is added, and nothing else touched; the code that a run loads is looked for beside its packages. */
beforeAll(async () => {
  copy = await copyOfRepository(['packages', 'theory', 'reports']);
  await mkdir(join(copy, 'theory/tiny/view'), { recursive: true });
  for (const [name, text] of Object.entries(tiny))
    await writeFile(join(copy, 'theory/tiny', name), text);
}, 60_000);
afterAll(() => rm(copy, { recursive: true, force: true }));

const node = (...args: readonly string[]) => nodeIn(copy, args);

const main = 'packages/runner/src/main.ts';

describe('a check that is added as one folder of two files', { timeout: 120_000 }, () => {
  it('is a target of Nx', async () => {
    const { createNodesV2 } = (await import('../nx-plugin/plugin.mjs' as string)) as {
      createNodesV2: [string, (files: string[]) => [string, { projects: object }][]];
    };
    expect(createNodesV2[1](['theory/tiny/check.ts'])).toMatchObject([
      ['theory/tiny/check.ts', { projects: { theory: { targets: { tiny: {} } } } }],
    ]);
  });

  it('is planned, run and shown', async () => {
    expect(await node(main, 'theory/tiny/check.ts', '--preset=smoke')).toMatch(
      /\[1\/1\] 1\n {2}the sum is 2 /,
    );
    await node('reports/build.ts', '--out', join(copy, 'out'));
    const page = await readFile(join(copy, 'out/theory.html'), 'utf8');
    expect(page).toContain('The sum of 1 and itself is 2.');
    expect(page).toContain('It is 2.');
    expect(page).toMatch(/href="#tiny"[^]*>Tiny</);
    expect(page.indexOf('id="width-sweep"')).toBeLessThan(page.indexOf('id="tiny"'));
    expect(page.indexOf('id="tiny"')).toBeLessThan(page.indexOf('id="transfer"'));
  });

  it('is gone with its folder, and so is any other', async () => {
    await writeFile(
      join(copy, 'names.ts'),
      "import { checks } from '@singlora/theory'; console.log(checks.map(({ name }) => name).join());",
    );
    const named = async () => (await node('names.ts')).trim().split(',');
    const before = await named();
    const gone = ['tiny', 'exponents'];
    expect(before).toEqual(expect.arrayContaining(gone));
    for (const name of gone) await rm(join(copy, 'theory', name), { recursive: true });
    expect(await named()).toEqual(before.filter((name) => !gone.includes(name)));
  });
});
