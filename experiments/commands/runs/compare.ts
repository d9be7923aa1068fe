import { misuse } from '@singlora/runner';
import { grouped, type Tracking } from '@singlora/tracking';
import { Command, Option } from 'commander';
import { comparisonOf, type ComparedRun, type ComparedPart } from './comparison.ts';
import { columns } from './format.ts';
import { withTracking } from './opened.ts';
import type { Output } from './output.ts';
import { printableJson } from './printable.ts';
import { writeRuns } from './runs-file.ts';

interface CompareOptions {
  html?: string;
  json?: boolean;
}

export const compareCommand = (output: Output): Command =>
  new Command('compare')
    .summary('show what differs between runs, and their results and curves side by side')
    .description(
      'show what differs between runs in configuration, code, data, packages and machine, and their results and curves side by side',
    )
    .argument('<ids...>', 'the ids of two runs or more, or enough of their beginnings')
    .addOption(
      new Option(
        '--html <file>',
        'write it as a page, with the curves drawn; up to six at a time',
      ).conflicts('json'),
    )
    .option('--json', 'as JSON')
    .action((ids: string[], { html, json }: CompareOptions) =>
      withTracking(async (tracking) => {
        if (ids.length < 2) throw misuse`Give the ids of two runs or more.`;
        const compared = await Promise.all(ids.map((id) => comparedRun(tracking, id)));
        const parts = comparisonOf(compared);
        if (html !== undefined)
          await writeRuns(html, compared, { open: compared.map(({ run }) => run.id) }, output);
        else output.print(json ? printableJson(parts) : textOf(parts, output));
      }),
    );

export async function comparedRun(tracking: Tracking, id: string): Promise<ComparedRun> {
  const run = await tracking.get(id);
  return { run, curves: await metricCurves(tracking, run.id) };
}

export const metricCurves = async (
  tracking: Tracking,
  id: string,
): Promise<ComparedRun['curves']> => grouped(await tracking.metrics(id), ({ key }) => key);

function textOf(parts: readonly ComparedPart[], { width = Infinity }: Output): string {
  return parts
    .map(({ title, found, rows }) => {
      const heading = found === undefined ? title : `${title}: ${found}`;
      if (rows.length === 0) return heading;
      return `${heading}\n${columns(
        rows.map((row) => ['', ...row]),
        { width },
      )}`;
    })
    .join('\n\n');
}
