import { isDamaged, type ListedRun, type Tracking } from '@singlora/tracking';
import { Command, Option } from 'commander';
import { names, positiveInteger } from './arguments.ts';
import { chosen, gathered, withChoice, type Choice } from './choice.ts';
import { metricCurves } from './compare.ts';
import type { ComparedRun } from './comparison.ts';
import { csvOf, fieldTable } from './field-table.ts';
import { brief, columns, localTime, numberText } from './format.ts';
import { withTracking } from './opened.ts';
import type { Output } from './output.ts';
import { printable, printableJson } from './printable.ts';
import { writeRuns } from './runs-file.ts';
import { runTable } from './table.ts';

interface ListOptions extends Choice {
  limit: number;
  columns?: readonly string[];
  json?: boolean;
  csv?: boolean;
  html?: string;
}

export const listCommand = (output: Output): Command =>
  withChoice(new Command('list').description('list runs, the newest first'))
    .option('--sort <field>', 'sort by this field, ascending; with - before it, descending')
    .option('--columns <fields>', 'show these fields, such as id,method,lr,accuracy', names)
    .option('--limit <count>', 'at most this many', positiveInteger, 30)
    .option('--json', 'as JSON')
    .addOption(
      new Option('--csv', 'as CSV, with all fields or those of --columns').conflicts('json'),
    )
    .addOption(
      new Option(
        '--html <file>',
        'as a page to search, sort and compare in, with the curves',
      ).conflicts(['json', 'csv', 'columns']),
    )
    .action((options: ListOptions) =>
      withTracking(async (tracking) => {
        const { json, csv, html, columns: shown, ...choice } = options;
        let more = 0;
        const runs = chosen(tracking, choice, (count) => (more = count));
        if (html !== undefined) await writeRuns(html, await withCurves(tracking, runs), {}, output);
        else if (json && !shown) await printAll(runs, output);
        else output.print(textOf(await gathered(runs), options, tracking.path, output));
        if (more === 0) return;
        const hint = `… and ${more} more; --limit ${more + choice.limit} lists all.`;
        if (json || csv)
          output.complain(hint); // among the rows it would look like one
        else output.print(hint);
      }),
    );

/** The runs with readable records, with their curves. */
async function withCurves(
  tracking: Tracking,
  runs: AsyncIterable<ListedRun>,
): Promise<ComparedRun[]> {
  const read: ComparedRun[] = [];
  for await (const run of runs)
    if (!isDamaged(run)) read.push({ run, curves: await metricCurves(tracking, run.id) });
  return read;
}

function textOf(
  runs: readonly ListedRun[],
  { json, csv, columns: shown }: ListOptions,
  path: string,
  output: Output,
): string {
  if (csv) {
    const lines = csvOf(fieldTable(runs, shown)).split('\n');
    return (output.width === undefined ? lines : lines.map(printable)).join('\n');
  }
  if (json) return printableJson(fieldTable(runs, shown).rows);
  if (runs.length === 0) return `No runs of that kind in ${printable(path)}.`;
  return shown ? fieldsInColumns(runs, shown, output) : runTable(runs, output.width);
}

/** Prints a JSON array, run by run. */
async function printAll(runs: AsyncIterable<ListedRun>, output: Output): Promise<void> {
  let last: string | undefined;
  output.print('[');
  for await (const run of runs) {
    if (last !== undefined) output.print(`${last},`);
    last = printableJson(run);
  }
  if (last !== undefined) output.print(last);
  output.print(']');
}

function fieldsInColumns(
  runs: readonly ListedRun[],
  shown: readonly string[],
  { width = Infinity }: Output,
): string {
  const { rows, columns: all } = fieldTable(runs, shown);
  const lines = rows.map((row) => all.map((name) => cellOf(name, row[name])));
  return columns([all.map((name) => name.toUpperCase()), ...lines], { width });
}

function cellOf(name: string, value: unknown): string {
  if (value === undefined) return '';
  if (name === 'started') return localTime(value as string);
  return typeof value === 'number' ? numberText(value) : brief(value);
}
