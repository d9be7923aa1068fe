import { resolve } from 'node:path';
import { decidingOf, runLabel } from '@singlora/comparison';
import { markup, renderPage, runsView, writePage } from '@singlora/reporting';
import { captureEnvironment, databaseName } from '@singlora/tracking';
import type { ComparedRun } from './comparison.ts';
import type { Output } from './output.ts';
import { printable } from './printable.ts';

/** How many points of a curve are drawn. */
const points = 400;

/** Writes a page for browsing runs: a list, a single run if there is only one, or the runs in `open` side by side. */
export async function writeRuns(
  file: string,
  runs: readonly ComparedRun[],
  { open = [] }: { readonly open?: readonly string[] },
  output: Output,
): Promise<void> {
  const viewed = runs.map(({ run, curves }) => ({
    record: run,
    label: runLabel(run),
    facts: decidingOf(run),
    curves,
  }));
  const { git } = await captureEnvironment({ backend: '' });
  const body = runsView(viewed, { open, points });
  const recorded = runs.length === 1 ? '1 run' : `${runs.length} runs`;
  const { text } = await renderPage(
    { title: 'Recorded runs', name: 'Runs', description: recorded },
    {
      lede: [`${recorded} of ${databaseName()}.`],
      begin: { commands: [] },
      recorded,
      sections: [{ id: 'list', title: 'Runs', body }],
    },
    {
      name: 'Runs',
      about: markup`Recorded runs`,
      pages: [],
      generatedAt: new Date().toISOString(),
      code: git?.commit.slice(0, 12) ?? 'unknown',
    },
  );
  await writePage(resolve(file), text, '--html');
  output.print(printable(`${recorded === '1 run' ? 'The run is' : 'The runs are'} in ${file}.`));
}
