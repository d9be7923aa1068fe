// Writes RESULTS.md from the archives in results/:  npm run results [-- --pages FOLDER]
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { printedOf, reasonOf } from '@singlora/errors';
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

async function write(given: string | undefined): Promise<void> {
  const pages = given ? resolve(given) : await mkdtemp(join(tmpdir(), 'singlora-pages-'));
  try {
    await writeFile(resultsFile, await makeResults(pages));
    console.log(`Results: ${resultsFile}`);
    if (given) console.log(`Pages: ${pages}`);
  } finally {
    if (!given) await rm(pages, { recursive: true, force: true });
  }
}

const { pages, help } = parse();
if (help) console.log(usage);
else
  await write(pages).catch((error: unknown) => {
    console.error(printedOf(error));
    process.exitCode = 1;
  });
