import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { recordedRuns } from '@singlora/comparison';
import { chartSvg, ideaSvg, markdown, specsOf } from '@singlora/reporting';
import { captureEnvironment, openArchive, type Tracking } from '@singlora/tracking';
import { codeText } from '../code-text.ts';
import { usualLimits } from '../limits.ts';
import { renderPages } from '../pages.ts';
import { findingsOf } from '../documents/selection.ts';
import { summaryHtml, type Texts } from '../documents/texts.ts';
import { allFindings } from '../findings/all.ts';
import { pageValues } from '../index-page.ts';
import { findingsTexts, lineOfFinding } from '../findings/write.ts';
import { recordedOf } from '../suites.ts';
import { readBench } from '../performance/read.ts';
import { resultsText, withSummary } from './summary.ts';

export const repositoryRoot = resolve(import.meta.dirname, '../..');

/** The folder of the archives of runs; its `bench` has the measurements of speed. */
export const archives = join(repositoryRoot, 'results');

/** The names of archives, gzip or Brotli. */
const archive = /\.jsonl\.(gz|br)$/;

/** The README's figures: charts from pages, as `docs/<name>.svg`. */
const figures = [
  { name: 'gain', page: 'paper.html', chart: 'gaps' },
  { name: 'theory', page: 'theory.html', chart: 'picture-1' },
  { name: 'speed', page: 'performance.html', chart: 'ratios' },
];

/** The width of figures in pixels, the usual width of a README. */
const figureWidth = 760;

/** Opens the archives as a temporary database. */
export async function openArchives(): Promise<Tracking> {
  const names = (await readdir(archives)).filter((name) => archive.test(name)).sort();
  return openArchive(...names.map((name) => join(archives, name)));
}

/**
 * Builds from the archives the pages as HTML, by name, and by path from the root the texts: the findings, RESULTS.md,
 * the README with its summary, and its figures. The same archives and code give identical bytes.
 * @param docs the address of the documentation, for a link on every page
 */
export async function makeResults(tracking: Tracking, docs?: string) {
  const runs = await recordedRuns(tracking);
  const ends = runs.runs.map(({ record: { finishedAt = '' } }) => Date.parse(finishedAt));
  const measurements = await readBench(join(archives, 'bench'));
  const { git } = await captureEnvironment({ backend: 'none', folder: repositoryRoot });
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
  const file = allFindings(recorded);
  const findings = findingsOf(file);
  for await (const page of renderPages(recorded, { ...made, kind: 'authored', found: file })) {
    html.set(page.href, page.html);
    if ('shows' in page) shown.push(page);
  }
  const drawn = figures.map(async ({ name, page, chart }) => {
    const spec = specsOf(html.get(page) ?? '').get(chart);
    if (!spec) throw new Error(`${page} has no chart ${chart}.`);
    const svg = await chartSvg(spec, figureWidth);
    return [`docs/${name}.svg`, svg] as const;
  });
  const asFile: Texts = {
    kind: 'authored',
    findings,
    hrefOf: ({ id }) => `results/findings.json#L${lineOfFinding(file, id)}`,
  };
  const readme = await readFile(join(repositoryRoot, 'README.md'), 'utf8');
  const texts = new Map([
    ...(await Promise.all(drawn)),
    ['docs/idea.svg', ideaSvg()],
    ...findingsTexts(file),
    ['RESULTS.md', await resultsText(shown, asFile)],
    ['README.md', withSummary(readme, markdown(await summaryHtml(asFile, pageValues(shown))))],
  ]);
  return { texts, pages: html };
}
