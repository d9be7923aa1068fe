import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { recordedRuns } from '@singlora/comparison';
import { chartSvg, markdown, type Chart } from '@singlora/reporting';
import { captureEnvironment, openArchive, type Tracking } from '@singlora/tracking';
import { codeText } from '../code-text.ts';
import { usualLimits } from '../limits.ts';
import { renderPages } from '../pages.ts';
import { allFindings } from '../findings/all.ts';
import { findingsTexts } from '../findings/write.ts';
import { recordedOf } from '../suites.ts';
import { readBench } from '../performance/read.ts';
import { longForm, summaryOf } from './summary.ts';

export const root = resolve(import.meta.dirname, '../..');

/** The folder of the archives of runs; its `bench` has the measurements of speed. */
export const archives = join(root, 'results');

/** The names of archives, gzip or Brotli. */
const archive = /\.jsonl\.(gz|br)$/;

/** How the file of a page's long form begins. */
const longHead = '[All results](../../RESULTS.md). Written by `npm run results`.\n';

/** The README's figures: charts from pages, as `docs/<name>.svg`. */
const figures = [
  { name: 'tie', page: 'index.html', chart: 'tie-differences' },
  { name: 'glue', page: 'glue.html', chart: 'designs' },
  { name: 'theory', page: 'theory.html', chart: 'picture-1' },
  { name: 'speed', page: 'performance.html', chart: 'ratios' },
];

/** The width of figures in pixels, the usual width of a README. */
const figureWidth = 760;

/** A chart's specification, as its page has it. */
function specOf(html: string, chart: string): Chart['spec'] {
  const [, text] =
    /<script[^>]*class="spec">(.*?)<\/script>/s.exec(html.split(`id="${chart}"`)[1] ?? '') ?? [];
  return JSON.parse(text ?? 'null') as Chart['spec'];
}

/** Opens the archives as a temporary database. */
export async function openArchives(): Promise<Tracking> {
  const names = (await readdir(archives)).filter((name) => archive.test(name)).sort();
  return openArchive(...names.map((name) => join(archives, name)));
}

/**
 * Builds from the archives the pages as HTML, by name, and by path from the root the texts: RESULTS.md, the
 * pages' long forms and the README's figures. The same archives and code give identical bytes.
 * @param docs the address of the documentation, for a link on every page
 */
export async function makeResults(tracking: Tracking, docs?: string) {
  const runs = await recordedRuns(tracking);
  const ends = runs.runs.map(({ record: { finishedAt = '' } }) => Date.parse(finishedAt));
  const measurements = await readBench(join(archives, 'bench'));
  const { git } = await captureEnvironment({ backend: 'none', folder: root });
  const made = {
    generatedAt: new Date(Math.max(0, ...ends)).toISOString(),
    code: codeText(git),
    docs,
    listsRuns: true,
  };
  const html = new Map<string, string>();
  const shown = [];
  const limits = { ...usualLimits, runs: Infinity };
  const recorded = recordedOf({ ...runs, measurements, limits });
  for await (const page of renderPages(recorded, made)) {
    html.set(page.href, page.html);
    if (page.href !== 'index.html' && page.href !== 'runs.html') shown.push(page);
  }
  const drawn = figures.map(async ({ name, page, chart }) => {
    const svg = await chartSvg(specOf(html.get(page) ?? '', chart), figureWidth);
    return [`docs/${name}.svg`, svg] as const;
  });
  const texts = new Map([
    ...(await Promise.all(drawn)),
    ...findingsTexts(allFindings(recorded)),
    ['RESULTS.md', summaryOf(shown, ({ content }) => markdown(content.lede[0]).trim())],
    ...shown.map((page) => [longForm(page.href), `${longHead}\n${page.markdown}`] as const),
  ]);
  return { texts, pages: html };
}
