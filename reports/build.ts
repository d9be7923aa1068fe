// Builds every page from the runs database:  node … reports/build.ts [--out FOLDER]
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { format, writePage } from '@singlora/reporting';
import { captureEnvironment, openTracking } from '@singlora/tracking';
import { gluePage, type PageInput } from './glue.page.ts';

const usage = `Builds the report pages from the recorded runs.

  --out FOLDER   where the pages go (default: SINGLORA_REPORTS, or reports/dist)
  --help         this text

The database is runs/runs.db, or what SINGLORA_TRACKING_URL names.`;

/** By file name. */
const pages: Readonly<Record<string, (input: PageInput) => Promise<string>>> = {
  'glue.html': gluePage,
};

async function readInput(): Promise<PageInput> {
  const tracking = await openTracking();
  try {
    const { git } = await captureEnvironment({ backend: 'none' });
    const runs = [];
    for (const record of await tracking.list())
      runs.push({ record, metrics: await tracking.metrics(record.id) });
    return { runs, generatedAt: new Date().toISOString(), ...(git ? { git } : {}) };
  } finally {
    await tracking.close();
  }
}

async function build(out: string): Promise<void> {
  const input = await readInput();
  for (const [name, page] of Object.entries(pages)) {
    const path = join(out, name);
    await writePage(path, await page(input));
    const { size } = await stat(path);
    console.log(
      `Report: ${path} (${format.bytes(size)}, ${format.plural(input.runs.length, 'run')})`,
    );
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: { out: { type: 'string' }, help: { type: 'boolean' } } })
      .values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return process.exit(2);
  }
}

const here = process.env['SINGLORA_REPORTS'] || join(import.meta.dirname, 'dist');
const { out = here, help } = parse(process.argv.slice(2));
if (help) console.log(usage);
else
  await build(resolve(out)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
