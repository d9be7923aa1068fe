import { dreamBoothRuns, glueRuns, type RecordedRun } from '@singlora/comparison';
import {
  exportRuns,
  importRuns,
  isDamaged,
  openForReading,
  openTracking,
  TrackingError,
  type ListedRun,
  type RunRecord,
  type RunStatus,
  type Tracking,
} from '@singlora/tracking';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { damagedOf, detailsOf } from './details.ts';
import { printable, printableJson } from './printable.ts';
import { tableOf } from './table.ts';

export interface Output {
  print(text: string): void;
  complain(text: string): void;
}

interface ListOptions {
  experiment?: string;
  status?: RunStatus;
  limit: number;
  json?: boolean;
}

interface ExportOptions {
  experiment?: string[];
  since?: Date;
  every?: number;
  without?: string[];
  digits?: number;
}

const statuses: readonly RunStatus[] = ['running', 'finished', 'interrupted', 'failed'];
const exitCodes = { done: 0, failed: 1, usage: 2 } as const;
/** Errors that another command line would avoid: exit code 2. */
const usageErrors = ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS', 'UNSUPPORTED_URL'];

/** Lists, shows, exports, imports or checks recorded runs; gives the exit code: 0 done, 2 wrong usage or no such run, 1 else. */
export async function runsCommand(argv: readonly string[], output: Output): Promise<number> {
  try {
    await program(output).parseAsync(argv, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (!(error instanceof TrackingError)) throw error;
    output.complain(`Error: ${printable(error.message)}`);
    return usageErrors.includes(error.code) ? exitCodes.usage : exitCodes.failed;
  }
}

function program(output: Output): Command {
  const command = new Command('nx run experiments:runs')
    .description('What has been run: SINGLORA_TRACKING_URL, or runs/runs.db')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        output.print(text.trimEnd());
      },
      writeErr: (text) => {
        output.complain(text.trimEnd());
      },
    });
  command
    .command('list', { isDefault: true })
    .description('list runs, the newest first')
    .option('--experiment <name>', 'of this experiment only')
    .addOption(new Option('--status <status>', 'with this status only').choices(statuses))
    .option('--limit <count>', 'at most this many', positiveInteger, 30)
    .option('--json', 'as JSON')
    .action((options: ListOptions) =>
      withTracking(async (tracking) => {
        await list(tracking, options, output);
      }),
    );
  command
    .command('show')
    .description('show all that is recorded of a run')
    .argument('<id>', 'the id of a run, or enough of its beginning')
    .option('--json', 'as JSON, with every metric')
    .option('--config', 'its configuration, as `--config` of its experiment takes it')
    .action((id: string, { json, config }: { json?: boolean; config?: boolean }) =>
      withTracking(async (tracking) => {
        const run = await tracking.inspect(id);
        if (isDamaged(run)) output.print(json ? printableJson(run) : damagedOf(run));
        else if (config) output.print(printableJson(runFileOf(run)));
        else if (json)
          output.print(printableJson({ ...run, metrics: await tracking.metrics(run.id) }));
        else output.print(detailsOf(run, await tracking.latest(run.id)));
      }),
    );
  command
    .command('export')
    .description('write finished runs to an archive, which `import` reads on any machine')
    .argument(
      '<file>',
      'the archive, such as mnli.jsonl.gz, or mnli.jsonl.br, which is smaller; one that is there is replaced',
    )
    .option('--experiment <names>', 'of these experiments only, such as mnli,sst2', names)
    .option('--since <date>', 'started then or later, such as 2026-03-01', date)
    .option(
      '--every <n>',
      'keep points of learning curves that are n steps apart or more (default: all)',
      positiveInteger,
    )
    .option(
      '--without <names>',
      'leave out artifacts of these names, such as predictions.holdout.jsonl',
      names,
    )
    .option(
      '--digits <n>',
      'significant digits that curves and artifacts in JSON keep, such as 8 (default: all)',
      positiveInteger,
    )
    .action((file: string, { experiment, ...rest }: ExportOptions) =>
      withTracking(async (tracking) => {
        const filter = { ...(experiment && { experiments: experiment }), ...rest };
        const { exported, leftOut } = await exportRuns(tracking, file, filter);
        const others = leftOut > 0 ? `; left out ${leftOut} that are unfinished or damaged` : '';
        output.print(printable(`Exported ${exported} finished runs to ${file}${others}.`));
      }),
    );
  command
    .command('import')
    .description('record the runs of archives here; those that are recorded already are skipped')
    .argument('<files...>', 'what `export` wrote')
    .action((files: string[]) =>
      withTracking(async (tracking) => {
        for (const file of files) {
          const { imported, present } = await importRuns(tracking, file);
          const skipped = present > 0 ? `; ${present} were there already` : '';
          output.print(printable(`Imported ${imported} runs from ${file}${skipped}.`));
        }
        await tellContradictions(tracking, output);
      }, openTracking),
    );
  command
    .command('check')
    .description('read the whole database, and say whether it is sound')
    .action(() =>
      withTracking(async (tracking) => {
        await tracking.check();
        let runs = 0;
        for await (const run of tracking.each()) {
          if (isDamaged(run)) await tracking.get(run.id); // throws what is wrong with it
          runs += 1;
        }
        output.print(printable(`${tracking.path} is sound. It holds ${runs} runs.`));
        await tellContradictions(tracking, output);
      }),
    );
  return command;
}

/** What `--config` takes: the configuration, with the rows' asset where that alone says which file describes the task. */
function runFileOf({ config, assets }: RunRecord): object {
  const described = assets.filter(({ describedIn }) => describedIn !== undefined);
  return described.length > 0 ? { config, assets: described } : config;
}

/** Names runs that contradict themselves, so that no page counts them. */
async function tellContradictions(tracking: Tracking, output: Output): Promise<void> {
  const recorded: RecordedRun[] = [];
  const nothing = { metric: () => Promise.resolve([]), predictions: { read: () => undefined } };
  for await (const run of tracking.each())
    if (!isDamaged(run)) recorded.push({ record: run, ...nothing });
  const checked = [...glueRuns(recorded).runs, ...dreamBoothRuns(recorded).runs];
  for (const { record, contradiction } of checked)
    if (contradiction !== undefined)
      output.print(
        printable(`Run ${record.id.slice(0, 12)} decides nothing on the pages: ${contradiction}.`),
      );
}

async function list(
  tracking: Tracking,
  { json, ...filter }: ListOptions,
  output: Output,
): Promise<void> {
  const runs = tracking.each(filter);
  if (json) return printAll(runs, output);
  const shown: ListedRun[] = [];
  for await (const run of runs) shown.push(run);
  if (shown.length === 0) {
    output.print(`No runs of that kind in ${printable(tracking.path)}.`);
    return;
  }
  output.print(tableOf(shown));
  const all = shown.length < filter.limit ? shown.length : await tracking.count(filter);
  if (all > shown.length)
    output.print(`… and ${all - shown.length} older; --limit ${all} lists all.`);
}

/** A JSON array, run by run. */
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

async function withTracking(
  work: (tracking: Tracking) => Promise<void>,
  open: () => Promise<Tracking> = openForReading,
): Promise<void> {
  const tracking = await open();
  try {
    await work(tracking);
  } finally {
    await tracking.close();
  }
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}

const names = (text: string) => text.split(',').map((name) => name.trim());

function date(text: string): Date {
  const value = new Date(text);
  if (Number.isNaN(value.getTime())) throw new InvalidArgumentError('It must be a date.');
  return value;
}
