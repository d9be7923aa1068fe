import { openTracking, TrackingError, type RunStatus, type Tracking } from '@singlora/tracking';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { detailsOf } from './details.ts';
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

const statuses: readonly RunStatus[] = ['running', 'finished', 'interrupted', 'failed'];
const exitCodes = { done: 0, failed: 1, usage: 2 } as const;
/** What the person asking can put right by asking differently. */
const usageErrors = ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS', 'UNSUPPORTED_URL'];

/** Lists or shows recorded runs; gives the exit code: 0 done, 2 wrong usage or no such run, 1 else. */
export async function runsCommand(argv: readonly string[], output: Output): Promise<number> {
  try {
    await program(output).parseAsync(argv, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (!(error instanceof TrackingError)) throw error;
    output.complain(`Error: ${error.message}`);
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
    .addOption(new Option('--status <status>', 'in this state only').choices(statuses))
    .option('--limit <count>', 'at most so many', positiveInteger, 30)
    .option('--json', 'as JSON')
    .action((options: ListOptions) =>
      withTracking(async (tracking) => {
        output.print(await list(tracking, options));
      }),
    );
  command
    .command('show')
    .description('show all that is recorded of a run')
    .argument('<id>', 'the id of a run, or enough of its beginning')
    .option('--json', 'as JSON, with every metric')
    .action((id: string, { json }: { json?: boolean }) =>
      withTracking(async (tracking) => {
        const run = await tracking.get(id);
        const metrics = await tracking.metrics(run.id);
        output.print(json ? toJson({ ...run, metrics }) : detailsOf(run, metrics));
      }),
    );
  return command;
}

async function list(tracking: Tracking, { limit, json, ...filter }: ListOptions): Promise<string> {
  const runs = await tracking.list(filter);
  const shown = runs.slice(0, limit);
  if (json) return toJson(shown);
  if (shown.length === 0) return `No runs of that kind in ${tracking.path}.`;
  const left = runs.length - shown.length;
  return (
    tableOf(shown) + (left > 0 ? `\n… and ${left} older; --limit ${runs.length} lists all.` : '')
  );
}

async function withTracking(work: (tracking: Tracking) => Promise<void>): Promise<void> {
  const tracking = await openTracking();
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

function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
