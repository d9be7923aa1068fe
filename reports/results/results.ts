import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { openArchive } from '@singlora/tracking';
import { pageMarkdown } from './page-markdown.ts';

const root = resolve(import.meta.dirname, '../..');

/** Where the archives of runs are, and the measurements of speed in `bench`. */
export const archives = join(root, 'results');

/** The file that says what they hold. */
export const resultsFile = join(root, 'RESULTS.md');

/** How archives are named, gzip or Brotli. */
const archive = /\.jsonl\.(gz|br)$/;

const head = `# Results

Written by \`npm run results\` from the records in [\`results/\`](results): every table, verdict and finding of the report's
pages. Charts, protocols and derivations are in the pages, which \`npm run results -- --pages FOLDER\` makes from the same records.
`;

/** What the first pages are; others follow by name. */
const order = ['glue', 'dreambooth', 'ablations', 'theory', 'performance'];
/** It only leads to the others. */
const index = 'index';

/**
 * Builds the pages into `pages` from the archives in a database that is thrown away; gives
 * RESULTS.md. The same archives and code give the same bytes of both.
 */
export async function makeResults(pages: string): Promise<string> {
  const names = (await readdir(archives)).filter((name) => archive.test(name)).sort();
  const tracking = await openArchive(...names.map((name) => join(archives, name)));
  try {
    const ends = (await tracking.list()).map(({ finishedAt = '' }) => Date.parse(finishedAt));
    await buildPages(pages, tracking.path, new Date(Math.max(0, ...ends)));
  } finally {
    await tracking.close();
  }
  const parts = await Promise.all(
    (await namesIn(pages)).map(async (name) =>
      pageMarkdown(await readFile(join(pages, `${name}.html`), 'utf8')),
    ),
  );
  return [head, ...parts].join('\n');
}

/** By a process of its own, as whoever asks for them does. */
async function buildPages(pages: string, database: string, at: Date): Promise<void> {
  const command = [join(root, 'tools/launch.mjs'), 'reports/build.ts', '--out', pages];
  await promisify(execFile)(process.execPath, [...command, '--bench', join(archives, 'bench')], {
    env: {
      ...process.env,
      SINGLORA_TRACKING_URL: database,
      SOURCE_DATE_EPOCH: String(Math.floor(at.getTime() / 1000)),
    },
  });
}

async function namesIn(pages: string): Promise<string[]> {
  const files = (await readdir(pages)).filter((file) => file.endsWith('.html')).sort();
  const names = files.map((file) => file.slice(0, -'.html'.length));
  const rest = names.filter((name) => name !== index && !order.includes(name));
  return [...order.filter((name) => names.includes(name)), ...rest];
}
