import { resolve } from 'node:path';
import { reasonOf } from '@singlora/core/errors';
import { misuse } from '@singlora/runner';
import {
  exportRuns,
  isDamaged,
  type ListedRun,
  type RunRecord,
  type Tracking,
} from '@singlora/tracking';
import { Command } from 'commander';
import { date, names, positiveInteger } from './arguments.ts';
import { chosen, gathered } from './choice.ts';
import { fieldTable } from './field-table.ts';
import { mlflowAt, RunRefused, withoutLogin } from './mlflow.ts';
import { withTracking } from './opened.ts';
import { FoundWrong, type Output } from './output.ts';
import { printable } from './printable.ts';
import { tableFileFormats, writeTable } from './table-file.ts';
import { writeEvents } from './tensorboard.ts';
import { parseWhere, type Condition } from './where.ts';

interface ExportOptions {
  experiment?: string[];
  since?: Date;
  where?: readonly Condition[];
  columns?: readonly string[];
  every?: number;
  without?: string[];
  digits?: number;
}

/** The target that a name stands for. */
type Target =
  | { readonly kind: 'archive' }
  | { readonly kind: 'table'; readonly format: string }
  | { readonly kind: 'mlflow' | 'tensorboard'; readonly place: string };

export const exportCommand = (output: Output): Command =>
  new Command('export')
    .description(
      'write finished runs to an archive, a table, MLflow or TensorBoard, by the name that is given',
    )
    .addHelpText(
      'after',
      `
  runs.jsonl.gz, runs.jsonl.br  an archive, which \`import\` reads on any machine
  runs.csv, .json, .parquet     a table, one row a run
  mlflow:http://localhost:5000  an MLflow server; \`mlflow\` alone: that of MLFLOW_TRACKING_URI
  tensorboard:logs              a folder of TensorBoard's event files
A file that is there is replaced; MLflow is sent the runs that it does not have.`,
    )
    .argument('<file>', 'a file by its name, or another tracker')
    .option('--experiment <names>', 'of these experiments only, such as mnli,sst2', names)
    .option('--since <date>', 'started then or later, such as 2026-03-01', date)
    .option('--where <conditions>', 'conditions that must all hold, as in `list`', parseWhere)
    .option('--columns <fields>', 'for a table: only these fields', names)
    .option(
      '--every <n>',
      'for an archive: keep only curve points at least n steps apart (default: all)',
      positiveInteger,
    )
    .option(
      '--without <names>',
      'for an archive: leave out files or folders with these names, such as predictions.holdout.jsonl,adapter',
      names,
    )
    .option(
      '--digits <n>',
      'for an archive: round curves and JSON artifacts to this many significant digits, such as 8 (default: all)',
      positiveInteger,
    )
    .action((name: string, options: ExportOptions) =>
      withTracking(async (tracking) => {
        const target = targetOf(name);
        for (const experiment of options.experiment ?? [])
          if ((await tracking.count({ experiment })) === 0)
            output.complain(printable(`--experiment: no run is of an experiment ${experiment}.`));
        if (target.kind === 'archive') return writeArchive(tracking, name, options, output);
        const address = target.kind === 'mlflow' ? target.place : '';
        const shown = name.replace(address, () => withoutLogin(address));
        for (const own of ['every', 'without', 'digits'] as const)
          if (options[own] !== undefined)
            throw misuse`--${own} only applies to an archive, which ${shown} is not.`;
        if (options.columns && target.kind !== 'table')
          throw misuse`--columns only applies to a table, which ${shown} is not.`;
        const runs = await finishedOf(tracking, options);
        if (runs.length === 0) throw nothingToWrite(shown);
        let [there, withoutFiles] = [0, 0];
        const refused: string[] = [];
        const metricsOf = ({ id }: RunRecord) => tracking.metrics(id);
        if (target.kind === 'table')
          await writing(name, writeTable(name, target.format, fieldTable(runs, options.columns)));
        else if (target.kind === 'tensorboard')
          for (const run of runs)
            await writing(name, writeEvents(target.place, run, await metricsOf(run)));
        else {
          const server = mlflowAt(target.place);
          for (const run of runs) {
            const sent = await server.send(run, await metricsOf(run)).catch((error: unknown) => {
              if (!(error instanceof RunRefused)) throw error;
              refused.push(...error.lines);
            });
            if (sent === false) there += 1;
            else if (sent === 'without files') withoutFiles += 1;
          }
        }
        const before = there > 0 ? `; ${there} were there already` : '';
        output.print(
          printable(
            `Exported ${runs.length - there - refused.length} finished runs to ${target.kind === 'table' ? resolve(name) : shown}${before}.`,
          ),
        );
        if (withoutFiles > 0)
          output.complain(
            `The files of ${withoutFiles} stay here: the server takes none (--serve-artifacts).`,
          );
        if (refused.length > 0) throw new FoundWrong(refused);
      }),
    );

/** @throws FoundWrong that names the file that cannot be written */
const writing = (name: string, work: Promise<void>) =>
  work.catch((error: unknown) => {
    throw new FoundWrong([`${name} cannot be written: ${reasonOf(error)}`]);
  });

/** @throws UsageError for a name of no known format */
function targetOf(name: string): Target {
  if (/\.(gz|br)$/.test(name)) return { kind: 'archive' };
  const format = Object.keys(tableFileFormats).find((end) => name.endsWith(end));
  if (format !== undefined) return { kind: 'table', format };
  const [, kind, place = process.env['MLFLOW_TRACKING_URI']] =
    /^(mlflow|tensorboard)(?::(.+))?$/.exec(name) ?? [];
  if (kind === 'tensorboard' && name.includes(':') && place) return { kind, place };
  if (kind === 'mlflow' && place && /^https?:/.test(place)) return { kind, place };
  throw misuse`"${name}" does not say what to write. It must end in .jsonl.gz, .jsonl.br, ${Object.keys(tableFileFormats).join(', ')}, or be mlflow:http://localhost:5000 or tensorboard:FOLDER.`;
}

async function writeArchive(
  tracking: Tracking,
  file: string,
  options: ExportOptions,
  output: Output,
): Promise<void> {
  const { experiment: _experiment, since: _since, where, columns, ...kept } = options;
  if (columns) throw misuse`An archive takes no --columns: it holds whole runs.`;
  const ids = where && new Set((await gathered(chosen(tracking, { where }))).map(({ id }) => id));
  const isWanted = (run: ListedRun) => isAsked(run, options) && (ids?.has(run.id) ?? true);
  const { exported, leftOut, unused } = await exportRuns(tracking, file, { ...kept, isWanted });
  if (exported === 0) throw nothingToWrite(file, leftOut);
  const others = leftOut > 0 ? `; left out ${leftOut} that are unfinished or damaged` : '';
  output.print(printable(`Exported ${exported} finished runs to ${resolve(file)}${others}.`));
  for (const left of unused)
    output.complain(printable(`--without: none of them has a file or folder ${left}.`));
}

/** An existing file stays unchanged: otherwise a mistyped condition would empty it. */
const nothingToWrite = (name: string, leftOut = 0) =>
  new FoundWrong([
    printable(
      `No finished run matches${leftOut > 0 ? `, but ${leftOut} that are unfinished or damaged` : ''}: ${name} is not written.`,
    ),
  ]);

async function finishedOf(tracking: Tracking, options: ExportOptions): Promise<RunRecord[]> {
  const { where = [] } = options;
  const runs = await gathered(chosen(tracking, { status: 'finished', where }));
  return runs.flatMap((run) => (!isDamaged(run) && isAsked(run, options) ? [run] : []));
}

const isAsked = (run: ListedRun, { experiment, since }: ExportOptions): boolean =>
  (experiment?.includes(run.experiment) ?? true) &&
  (since === undefined || Date.parse(run.startedAt) >= since.getTime());
