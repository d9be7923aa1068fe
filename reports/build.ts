// Builds every page from what was recorded:  node … reports/build.ts [--out FOLDER] [--bench FOLDER] [--experiment NAME] [--all]
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { format, writePage } from '@singlora/reporting';
import { captureEnvironment, openTracking, type Tracking } from '@singlora/tracking';
import { gluePage } from './glue.page.ts';
import { ablationsPage } from './ablations.page.ts';
import { isAblation } from './ablations/names.ts';
import { noLimits, usualLimits } from './limits.ts';
import { madeAt } from './made-at.ts';
import { performancePage } from './performance.page.ts';
import { readBench } from './performance/read.ts';
import { recordedRuns } from './recorded-runs.ts';
import { theoryPage } from './theory.page.ts';
import { readChecks } from './theory/read.ts';
import { isCheck } from '@singlora/records';

const usage = `Builds the report pages from the recorded runs and measurements.

  --out FOLDER        where the pages go (default: SINGLORA_REPORTS, or reports/dist)
  --bench FOLDER      the measurements of time and memory (default: SINGLORA_BENCH, or runs/bench)
  --experiment NAME   of the runs of one experiment only
  --all               show everything, however large the pages become; by default the newest runs,
                      the most telling settings, and the variants with the most seeds
  --help              this text

The database is runs/runs.db, or what SINGLORA_TRACKING_URL names.`;

interface Options {
  readonly out: string;
  readonly bench: string;
  readonly experiment?: string | undefined;
  readonly all: boolean;
}

async function build(tracking: Tracking, options: Options): Promise<void> {
  const { out, bench, experiment } = options;
  const limits = options.all ? noLimits : usualLimits;
  const measured = await readBench(bench);
  const { runs: all, damaged } = await recordedRuns(tracking, experiment ? { experiment } : {});
  const ablations = all.filter(({ record }) => isAblation(record.experiment));
  const runs = all.filter(
    ({ record }) => !isCheck(record.experiment) && !isAblation(record.experiment),
  );
  const checks = readChecks(
    all.map(({ record }) => record),
    limits.checks,
  );
  const { git } = await captureEnvironment({ backend: 'none' });
  const made = { generatedAt: madeAt(), ...(git ? { git } : {}) };
  // The page on GLUE comes last: whoever reads our output takes the last line's page for the report.
  const pages = [
    {
      name: 'performance.html',
      content: format.plural(measured.records.length, 'record'),
      render: () => performancePage({ ...measured, ...made }),
    },
    {
      name: 'theory.html',
      content: format.plural(checks.runs.length, 'run'),
      render: () => theoryPage({ checks, damaged, ...made }),
    },
    {
      name: 'ablations.html',
      content: format.plural(ablations.length, 'run'),
      render: () => ablationsPage({ runs: ablations, damaged, limits, ...made }),
    },
    {
      name: 'glue.html',
      content: format.plural(runs.length, 'run'),
      render: () => gluePage({ runs, damaged, limits, ...made }),
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
    const options = {
      out: { type: 'string' },
      bench: { type: 'string' },
      experiment: { type: 'string' },
      all: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    } as const;
    return parseArgs({ args, options }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return process.exit(2);
  }
}

async function main({ help, ...given }: ReturnType<typeof parse>): Promise<void> {
  if (help) {
    console.log(usage);
    return;
  }
  const here = process.env['SINGLORA_REPORTS'] || join(import.meta.dirname, 'dist');
  const measured = process.env['SINGLORA_BENCH'] || 'runs/bench';
  const { out = here, bench = measured } = given;
  const tracking = await openTracking();
  try {
    await build(tracking, { ...given, out: resolve(out), bench: resolve(bench) });
  } finally {
    await tracking.close();
  }
}

await main(parse(process.argv.slice(2))).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
