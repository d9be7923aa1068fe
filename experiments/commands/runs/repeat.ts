import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reasonOf } from '@singlora/core/errors';
import { makeFolders } from '@singlora/core/disk';
import { misuse, type CommandEvent } from '@singlora/runner';
import { openForReading, type RunRecord } from '@singlora/tracking';
import { Command } from 'commander';
import { runExperimentCommand, sourceOf } from '../study/experiment-command.ts';
import { comparedRun } from './compare.ts';
import { differencesByKind, type Difference } from '@singlora/comparison';
import { cellOf } from './comparison.ts';
import { columns } from './format.ts';
import { withTracking } from './opened.ts';
import { FoundWrong, type Output } from './output.ts';
import { printable } from './printable.ts';
import { repetitionOf, type Repetition } from './repetition.ts';
import { runFileOf } from './show.ts';

interface RepeatOptions {
  force?: boolean;
  data?: string;
  subject?: string;
}

export const repeatCommand = (output: Output): Command =>
  new Command('repeat')
    .summary('repeat a finished run, and report whether the result is equal')
    .description(
      'repeat a finished run with the current code, data and machine, and report whether the result is equal; if not, by how much, and which of these differ. The repetition is recorded next to the database, in repeats/RUN, and continues there if it was stopped',
    )
    .argument('<id>', 'the id of a run, or enough of its beginning')
    .option('--force', 'repeat it even if that was done before')
    .option('--data <folder>', 'its rows or pictures, where they have moved since')
    .option('--subject <folder>', 'the pictures of its subject, likewise')
    .action((id: string, options: RepeatOptions) =>
      withTracking(async (tracking) => {
        const recorded = await comparedRun(tracking, id);
        const { run } = recorded;
        if (run.status !== 'finished')
          throw misuse`Run ${run.id} is ${run.status}; only a finished run is repeated.`;
        const url = join(tracking.folder, 'repeats', run.id, 'runs.db');
        const { exitCode, made } = await makeAgain(run, url, options);
        if (exitCode !== 0)
          throw notMade(
            run,
            `its command ended with exit code ${exitCode}. Nothing of its record has changed`,
          );
        if (made === undefined) throw notMade(run, `no run was recorded in ${url}`);
        const again = await withTracking(
          (repeats) => comparedRun(repeats, made),
          () => openForReading(url, undefined, dirname(url)),
        );
        const repetition = repetitionOf(recorded, again);
        const differences = differencesByKind([run, again.run]);
        const said = textOf(run, repetition, differences, output);
        if (repetition.departures.length > 0) throw new FoundWrong(said.split('\n'));
        output.print(said);
      }),
    );

const notMade = ({ id }: RunRecord, why: string) =>
  new FoundWrong([`Run ${id} was not repeated: ${why}.`]);

/**
 * Runs the experiment's command on the run's file; returns its exit code and the id of the run that it made, or had made before. That
 * is not the newest run where the code has been changed back since.
 */
async function makeAgain(
  run: RunRecord,
  url: string,
  { force, ...places }: RepeatOptions,
): Promise<{ exitCode: number; made: string | undefined }> {
  const source = sourceOfRun(run);
  const file = join(dirname(url), 'run.json');
  try {
    makeFolders(dirname(url));
    await writeFile(file, JSON.stringify(runFileOf(run)));
  } catch (error) {
    throw notMade(run, reasonOf(error));
  }
  const argv = [`--config=${file}`, '--json', ...placesOf(run, places)];
  if (force) argv.push('--force');
  const own = { SINGLORA_TRACKING_URL: url, SINGLORA_ARTIFACTS: dirname(url) };
  const env = { ...own, SINGLORA_REPORTS: 'none' };
  const { exitCode, printed } = await runExperimentCommand(source, argv, { keeps: 'printed', env });
  return { exitCode, made: finishedIn(printed) };
}

/** The folders that a run read, which its configuration does not name: the given ones, else those of the command that made it. */
function placesOf({ environment: { argv } }: RunRecord, given: RepeatOptions): string[] {
  return (['data', 'subject'] as const).flatMap((name) => {
    const at = argv.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
    const recorded = argv[at]?.includes('=') ? argv[at].slice(name.length + 3) : argv[at + 1];
    const place = given[name] ?? (at < 0 ? undefined : recorded);
    return place === undefined ? [] : [`--${name}=${place}`];
  });
}

/** The run that finished, from the events that its command printed. */
function finishedIn(printed: string): string | undefined {
  const events = printed
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as CommandEvent);
  const [end] = events.flatMap((told) =>
    told.event === 'end' && told.status === 'finished' ? [told.run] : [],
  );
  return end;
}

/** The files of the experiments that repeat what a table's command records, by the name it is recorded under. */
const suites: Readonly<Record<string, string>> = { faces: 'dreambooth' };

/** The file of a run's experiment, from the command that made it; a table makes runs of a suite. */
function sourceOfRun({ id, command, experiment }: RunRecord): string {
  const [, project = '', name = ''] = /nx run (\w+):([\w-]+)/.exec(command) ?? [];
  const source = sourceOf(
    project,
    name.startsWith('table-') ? (suites[experiment] ?? experiment) : name,
  );
  if (source === undefined)
    throw misuse`Run ${id} was made by "${command}", which is not an experiment of this version, so it cannot be repeated.`;
  return source;
}

function textOf(
  { id }: RunRecord,
  { compared, departures }: Repetition,
  differences: readonly Difference[],
  { width = Infinity }: Output,
): string {
  const { numbers, curves, files } = compared;
  const what = `${numbers} numbers, ${curves} curves and ${files} files`;
  const verdict =
    departures.length === 0
      ? `\nRun ${id} made again is equal: ${what} are the same.`
      : `\nRun ${id} made again is not equal: of ${what}, ${departures.length} differ.\n${columns(
          departures.map(({ name, found }) => ['', name, found]),
          { width },
        )}`;
  const [differ, unknown, equal] = [
    differences.filter(({ differing }) => differing > 0),
    differences.filter(({ differing, isUnknown }) => differing === 0 && isUnknown),
    differences.filter(({ differing, isUnknown }) => differing === 0 && !isUnknown),
  ].map((some) => some.map(({ kind }) => kind).join(', '));
  const lines = [
    differ && `What differs from its record: ${differ}.`,
    unknown &&
      `What cannot be known to be equal, as its record is of an older version: ${unknown}.`,
    equal && `What is equal: ${equal}.`,
  ].flatMap((line) => (line ? printable(line) : []));
  const rows = differences.flatMap(({ kind, rows: own }) =>
    own.map(([name, values]) => ['', kind, name, ...values.map(cellOf)]),
  );
  const head = ['', '', '', 'recorded', 'now'];
  return [
    verdict,
    ...lines,
    ...(rows.length > 0 ? [columns([head, ...rows], { width })] : []),
  ].join('\n');
}
