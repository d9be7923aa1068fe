// Builds every page from what was recorded:  node … reports/build.ts [--out FOLDER] [--bench FOLDER]
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { format, writePage } from '@singlora/reporting';
import { captureEnvironment, openTracking } from '@singlora/tracking';
import { gluePage, type PageInput } from './glue.page.ts';
import { ablationsPage } from './ablations.page.ts';
import { isAblation } from './ablations/names.ts';
import { readPredictions } from './glue/predictions.ts';
import { scoredSplits } from './glue/run.ts';
import { performancePage } from './performance.page.ts';
import { readBench } from './performance/read.ts';
import { theoryPage } from './theory.page.ts';
import { readChecks } from './theory/read.ts';
import { isCheck } from '@singlora/records';

const usage = `Builds the report pages from the recorded runs and measurements.

  --out FOLDER     where the pages go (default: SINGLORA_REPORTS, or reports/dist)
  --bench FOLDER   the measurements of time and memory (default: SINGLORA_BENCH, or runs/bench)
  --help           this text

The database is runs/runs.db, or what SINGLORA_TRACKING_URL names.`;

async function readRuns(): Promise<PageInput['runs']> {
  const tracking = await openTracking();
  try {
    const runs = [];
    for (const record of await tracking.list()) {
      const [split = ''] = scoredSplits(record);
      const predictions = await readPredictions(record, split);
      runs.push({ record, metrics: await tracking.metrics(record.id), predictions });
    }
    return runs;
  } finally {
    await tracking.close();
  }
}

async function build(out: string, bench: string): Promise<void> {
  const [all, records] = [await readRuns(), await readBench(bench)];
  const ablations = all.filter(({ record }) => isAblation(record.experiment));
  const runs = all.filter(
    ({ record: { experiment } }) => !isCheck(experiment) && !isAblation(experiment),
  );
  const checks = await readChecks(all.map(({ record }) => record));
  const { git } = await captureEnvironment({ backend: 'none' });
  const made = { generatedAt: new Date().toISOString(), ...(git ? { git } : {}) };
  // The page on GLUE comes last: whoever reads our output takes the last line's page for the report.
  const pages = [
    {
      name: 'performance.html',
      content: format.plural(records.length, 'record'),
      render: () => performancePage({ records, ...made }),
    },
    {
      name: 'theory.html',
      content: format.plural(checks.runs.length, 'run'),
      render: () => theoryPage({ checks, ...made }),
    },
    {
      name: 'ablations.html',
      content: format.plural(ablations.length, 'run'),
      render: () => ablationsPage({ runs: ablations, ...made }),
    },
    {
      name: 'glue.html',
      content: format.plural(runs.length, 'run'),
      render: () => gluePage({ runs, ...made }),
    },
  ];
  for (const { name, content, render } of pages) {
    const path = join(out, name);
    await writePage(path, await render());
    const { size } = await stat(path);
    console.log(`Report: ${path} (${format.bytes(size)}, ${content})`);
  }
}

function parse(args: string[]) {
  try {
    const options = { out: { type: 'string' }, bench: { type: 'string' } } as const;
    return parseArgs({ args, options: { ...options, help: { type: 'boolean' } } }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return process.exit(2);
  }
}

const here = process.env['SINGLORA_REPORTS'] || join(import.meta.dirname, 'dist');
const measured = process.env['SINGLORA_BENCH'] || 'runs/bench';
const { out = here, bench = measured, help } = parse(process.argv.slice(2));
if (help) console.log(usage);
else
  await build(resolve(out), resolve(bench)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
