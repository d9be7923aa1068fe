import { cp, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { beforeAll, expect, it } from 'vitest';
import { usualLimits } from './limits.ts';
import { wordsOf } from './page-text.test.support.ts';
import type * as Pages from './pages.ts';
import type * as Suites from './suites.ts';
import { allPages } from './pages.ts';
import { makeRun } from '../lab/comparison/src/recorded.test.support.ts';

/** Everything needed to add a page. */
const added = `import { column, format, markup, numbers, page, table, tableHtml } from '@singlora/reporting';
import { runsOf } from './sources.ts';

export default page({
  title: 'Seeds',
  name: 'Seeds',
  description: 'What the seeds are.',
  reads: runsOf((experiment) => experiment === 'seeds'),
  show: ({ runs }) => ({
    lede: runs.length > 0 ? [markup\`The first seed is <b>\${runs[0].record.config.seed}</b>.\`] : [],
    begin: { commands: ['npx nx run experiments:seeds'] },
    recorded: format.plural(runs.length, 'run'),
    sections: [
      {
        ...{ id: 'all', title: 'All <seeds>', command: 'npx nx run experiments:seeds' },
        body: runs.length > 0
          ? tableHtml(table('Runs', runs, [
              column('Experiment', ({ record }) => record.experiment),
              numbers('Seed', ({ record }) => String(record.config.seed)),
            ]))
          : undefined,
      },
      { id: 'other', title: 'Other seeds', command: 'npx nx run experiments:others' },
    ],
  }),
});
`;

/** Everything needed to add an ablation: an experiment `warmup` varies one setting, and this shows it. */
const addedAblation = `import { markup } from '@singlora/reporting';
import type { Ablation } from './ablation.ts';

export default {
  name: 'warmup',
  title: 'The warm-up',
  intro: markup\`<p>How long the rate rises.</p>\`,
  says: 'A warm-up changes nothing.',
  place: 'nowhere',
  judge: () => undefined,
  chart: () => undefined,
  body: ({ variants }) => markup\`<p>\${variants.length} variant</p>\`,
} satisfies Ablation;
`;

const made = { generatedAt: '2026-02-03T04:05:06.000Z', code: 'unknown' };
const nothing = {
  runs: [],
  damaged: [],
  limits: usualLimits,
  measurements: { records: [], scores: [], damaged: [] },
};
const usual = [
  'paper.html',
  'glue.html',
  'dreambooth.html',
  'ablations.html',
  'theory.html',
  'performance.html',
];

const folder = folderForAllTests();
beforeAll(async () => {
  const here = import.meta.dirname;
  const isSource = (name: string) => !/^(dist|node_modules)$|\.(test|json)\b/.test(name);
  for (const name of (await readdir(here)).filter(isSource))
    await cp(join(here, name), join(folder, name), { recursive: true });
  await symlink(join(here, '..', 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'seeds.page.ts'), added);
  await writeFile(join(folder, 'ablations/warmup.ablation.ts'), addedAblation);
});

async function builtFrom(records: Parameters<typeof Suites.recordedOf>[0]) {
  const pages = new Map<string, string>();
  const { renderPages } = (await import(join(folder, 'pages.ts'))) as typeof Pages;
  const { recordedOf } = (await import(join(folder, 'suites.ts'))) as typeof Suites;
  for await (const { href, html } of renderPages(recordedOf(records), made)) pages.set(href, html);
  return { names: [...pages.keys()], html: (name: string) => pages.get(name) ?? '' };
}

it('finds the pages in their order, those without a place last', async () => {
  const hrefs = (await allPages()).map(({ href }) => href);
  expect(hrefs.slice(0, usual.length)).toEqual(usual);
});

it('shows a page that is one more file, lists it in the index, and links all pages', async () => {
  const runs = [{ experiment: 'seeds', seed: 41 }, { experiment: 'mnli' }].map(makeRun);
  const { names, html } = await builtFrom({ ...nothing, runs });
  expect(names.slice(0, usual.length)).toEqual(usual);
  expect(names.slice(usual.length)).toContain('seeds.html');
  expect(names.at(-1)).toBe('index.html');
  const page = html('seeds.html');
  expect(page).toContain('<a href="index.html">SingLoRA Lab</a>');
  expect(page).toContain('<a href="seeds.html" aria-current="page">Seeds</a>');
  expect(page).toContain('<a href="#all">All &lt;seeds&gt;</a>');
  expect(wordsOf(page)).toContain('1 run · page made by code unknown');
  expect(wordsOf(page)).toContain('seeds 41');
  expect(wordsOf(page)).not.toContain('mnli');
  expect(wordsOf(page)).toContain(
    'Not measured yet. This command does it: npx nx run experiments:others',
  );
  const index = html('index.html');
  expect(index).toContain('<span><a href="seeds.html">Seeds</a></span>');
  for (const name of [...usual, 'index.html'])
    expect(html(name)).toContain('<a href="seeds.html">Seeds</a>');
});

it('says of each page that nothing is measured, and how to begin', async () => {
  const { names, html } = await builtFrom(nothing);
  const index = wordsOf(html('index.html'));
  // The index lists every page but that of the findings, and says so of itself.
  expect(index.match(/Nothing is measured yet\./g)).toHaveLength(names.length - 1);
  expect(html('seeds.html')).toContain('<code>npx nx run experiments:seeds</code>');
});

it('shows an ablation that is one more file, behind the others, and keeps its runs from the results', async () => {
  const { html } = await builtFrom({ ...nothing, runs: [makeRun({ experiment: 'warmup' })] });
  const page = wordsOf(html('ablations.html'));
  expect(page).toContain('Of 5 claims: 5 not yet measured.');
  expect(page).toMatch(/The start of A .* The warm-up How long the rate rises\..* 1 variant/);
  expect(wordsOf(html('glue.html'))).toContain('No run is recorded yet.');
});
