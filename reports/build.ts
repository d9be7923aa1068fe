// Builds every page from the records:  node … reports/build.ts [--out FOLDER] [--bench FOLDER] [--experiment NAME] [--all]
import { join, resolve } from 'node:path';
import { recordedRuns } from '@singlora/comparison';
import { complain } from '@singlora/core/errors/terminal';
import { writePage } from '@singlora/reporting';
import { captureEnvironment, openForReading, type Tracking } from '@singlora/tracking';
import { codeText } from './code-text.ts';
import { flagsOf } from './flags.ts';
import { noLimits, usualLimits } from './limits.ts';
import { madeAt } from './made-at.ts';
import { renderPages } from './pages.ts';
import { readBench } from './performance/read.ts';
import { recordedOf } from './suites.ts';

const usage = `Builds the report pages from the recorded runs and measurements.

  --out FOLDER        where the pages go (default: SINGLORA_REPORTS, or reports/dist)
  --bench FOLDER      the measurements of time and memory (default: SINGLORA_BENCH, or runs/bench)
  --experiment NAME   of the runs of one experiment only
  --all               show everything, however large the pages become; by default the newest runs,
                      the most telling settings, and the variants with the most seeds
  --help              this text

The database is runs/runs.db, or what SINGLORA_TRACKING_URL names.`;

type Options = ReturnType<typeof flags> & Record<'out' | 'bench', string>;

async function build(tracking: Tracking, { out, bench, experiment, all }: Options): Promise<void> {
  const measurements = await readBench(bench);
  const runs = await recordedRuns(tracking, experiment ? { experiment } : {});
  const limits = all ? noLimits : usualLimits;
  const recorded = recordedOf({ ...runs, measurements, limits });
  const { git } = await captureEnvironment({ backend: 'none' });
  const made = { generatedAt: madeAt(), code: codeText(git), listsRuns: true };
  let start = '';
  for await (const { href, html, content } of renderPages(recorded, made)) {
    const path = join(out, href);
    await writePage(path, html, '--out');
    start = `Report: ${path} (the start of ${content.recorded})`; // the index comes last
  }
  console.log(start);
}

const flags = () =>
  flagsOf(
    {
      out: { type: 'string' },
      bench: { type: 'string' },
      experiment: { type: 'string' },
      all: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
    usage,
  );

async function main({ help, ...given }: ReturnType<typeof flags>): Promise<void> {
  if (help) {
    console.log(usage);
    return;
  }
  const named = process.env['SINGLORA_REPORTS'] ?? '';
  // With SINGLORA_REPORTS=none, which stops builds after runs, this command writes to the default folder.
  const dist = ['', 'none'].includes(named) ? join(import.meta.dirname, 'dist') : named;
  const measured = process.env['SINGLORA_BENCH'] || 'runs/bench';
  const { out = dist, bench = measured } = given;
  const tracking = await openForReading();
  try {
    await build(tracking, { ...given, out: resolve(out), bench: resolve(bench) });
  } finally {
    await tracking.close();
  }
}

await main(flags()).catch((error: unknown) => {
  complain(error);
  process.exitCode = 1;
});
