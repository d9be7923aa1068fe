// Writes RESULTS.md from the archives in results/:  npm run results [-- --pages FOLDER]
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { printedOf, reasonOf } from '@singlora/errors';
import { writePage } from '@singlora/reporting';
import { makeResults, resultsFile } from './results.ts';

const usage = `Writes RESULTS.md from the archives in results/.

  --pages FOLDER   keep the report's pages there, too
  --help           this text`;

function parse() {
  try {
    const options = { pages: { type: 'string' }, help: { type: 'boolean' } } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    console.error(`${reasonOf(error)}\n\n${usage}`);
    return process.exit(2);
  }
}

async function write(kept: string | undefined): Promise<void> {
  // In a folder of its own: every page there is one of these.
  const pages = await mkdtemp(join(tmpdir(), 'singlora-pages-'));
  try {
    const text = await makeResults(pages);
    await writeFile(resultsFile, text);
    console.log(`Results: ${resultsFile}`);
    if (!kept) return;
    for (const page of await readdir(pages))
      await writePage(join(kept, page), await readFile(join(pages, page), 'utf8'), '--pages');
    console.log(`Pages: ${resolve(kept)}`);
  } finally {
    await rm(pages, { recursive: true, force: true });
  }
}

const { pages, help } = parse();
if (help) console.log(usage);
else
  await write(pages).catch((error: unknown) => {
    console.error(printedOf(error));
    process.exitCode = 1;
  });
