// Writes the findings, RESULTS.md and the README’s figures from the archives in results/:  npm run results [-- --pages FOLDER [--docs HREF]]
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { complain } from '@singlora/core/errors/terminal';
import { writePage } from '@singlora/reporting';
import { flagsOf } from '../flags.ts';
import { makeResults, openArchives, repositoryRoot } from './results.ts';

const usage = `Writes the findings, RESULTS.md and the README's figures from the archives in results/.

  --pages FOLDER   keep the report's pages there, too
  --docs HREF      where the documentation is, for a link on every page
  --help           this text`;

const flags = () =>
  flagsOf(
    {
      pages: { type: 'string' },
      docs: { type: 'string' },
      help: { type: 'boolean' },
    },
    usage,
  );

async function make(docs: string | undefined) {
  const tracking = await openArchives();
  try {
    return await makeResults(tracking, docs);
  } finally {
    await tracking.close();
  }
}

async function write({ pages: kept, docs }: ReturnType<typeof flags>): Promise<void> {
  const { texts, pages } = await make(docs);
  for (const [path, text] of texts) {
    await mkdir(dirname(join(repositoryRoot, path)), { recursive: true });
    await writeFile(join(repositoryRoot, path), text);
    console.log(`Results: ${path}`);
  }
  if (!kept) return;
  for (const [name, html] of pages) await writePage(join(kept, name), html, '--pages');
  console.log(`Pages: ${resolve(kept)}`);
}

const given = flags();
if (given.help) console.log(usage);
else
  await write(given).catch((error: unknown) => {
    complain(error);
    process.exitCode = 1;
  });
