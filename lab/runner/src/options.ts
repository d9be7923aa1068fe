import { meantName } from '@singlora/core/errors';
import { experimentCommand } from './command.ts';
import { parseDuration } from './duration.ts';
import { invalidSettings, unknownChoice, misuse } from './errors.ts';
import type { Experiment, Plan } from './experiment.ts';
import { parseGrid, type OtherOptions } from './flags.ts';
import type { Fields, GridPoint } from './grid.ts';
import { launchIn, type Launch } from './launch/asked.ts';
import { readRunFile, type RunFile, type RunOrigin } from './run-file.ts';

/** A parsed command line: the settings, and how to run them. */
export interface Invocation {
  readonly preset: string;
  /** The settings for opening what runs share: those of the grid's first point. */
  readonly settings: unknown;
  /** The settings that runs are planned for: one point, unless flags take several values. */
  readonly grid: readonly GridPoint[];
  /** A single run to make instead of those of the settings. */
  readonly run?: Plan<unknown> | undefined;
  /** The configuration in the run's file, where no flag changes it. */
  readonly repeated?: Fields | undefined;
  /** The run's origin, as its file states it. */
  readonly origin?: RunOrigin | undefined;
  readonly force: boolean;
  /** The start of the id of a run to continue that was stopped under other code. */
  readonly continues?: string | undefined;
  /** Whether to only print the runs: for people, or as one line of JSON per run. */
  readonly dryRun: boolean | 'json';
  readonly shard: Shard;
  /** The number of concurrent runs, each in its own process. */
  readonly jobs: number;
  /** The workers to start on a cluster instead of running here. */
  readonly launch?: Launch | undefined;
  /** Whether to continue after a failed run. */
  readonly keepGoing: boolean;
  /** Whether to wait for runs that other processes hold. */
  readonly waits: boolean;
  /** See `Context`. */
  readonly checkpointEvery: number | undefined;
}

/** The part of the planned runs that this process makes; part 1 of 1 is all of them. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * The command line of an experiment, made from its settings.
 * Precedence: flag, then the run's file or the preset, then the schema's own default.
 */
export function parseInvocation(
  experiment: Experiment,
  project: string,
  argv: readonly string[],
): Invocation {
  if (argv.includes('--help=all')) experimentCommand(experiment, project, true).help();
  const command = experimentCommand(experiment, project);
  const end = argv.indexOf('--');
  const [own, passedOn] = end < 0 ? [argv] : [argv.slice(0, end), argv.slice(end + 1)];
  let begun: Beginning = { preset: '', base: {} };
  const { grid, options } = parseGrid(
    command,
    experiment,
    own,
    (options, given) => {
      if (options['launch'] !== undefined) refuseInput(options, '--launch');
      begun = beginning(experiment, options);
      if (begun.run && given.length > 0)
        throw invalidSettings(
          given.map((flag) => `${flag}: leave it out, since --config gives the whole run here`),
        );
      if (given.length > 0) begun = { ...begun, repeated: undefined };
      return begun.base;
    },
    presetMeant(experiment),
  );
  const { force, dryRun = false, shard, jobs, checkpointEvery, continue: continues } = options;
  const { keepGoing, wait: waits, workers } = options;
  if (force && continues !== undefined)
    throw invalidSettings(['--force begins anew, and --continue goes on with a run: give one']);
  const [index, count] = countsIn('--shard', shard, 2, 'K/N with 1 ≤ K ≤ N, such as 1/4');
  const [processes] = countsIn('--jobs', jobs, 1, 'a whole number from 1 on');
  if (processes !== 1 && !begun.run) refuseInput(options, '--jobs');
  if (processes !== 1 && (force || continues !== undefined))
    throw invalidSettings([
      '--jobs: leave it out with --force and --continue, as each job would repeat what another has just made',
    ]);
  const [launched] =
    workers === undefined ? [] : countsIn('--workers', workers, 1, 'a whole number from 1 on');
  return {
    preset: begun.preset,
    settings: grid[0]?.settings,
    grid,
    run: begun.run,
    repeated: begun.repeated,
    origin: begun.origin,
    force: Boolean(force),
    continues: continues as string | undefined,
    dryRun: dryRun as boolean | 'json',
    keepGoing: Boolean(keepGoing),
    waits: Boolean(waits),
    shard: { index, count } as Shard,
    jobs: processes as number,
    launch: launchIn(options, launched, passedOn),
    checkpointEvery: parseCheckpointEvery(checkpointEvery as string | undefined),
  };
}

/** Guesses that a word alone means the preset of that name. */
const presetMeant =
  ({ presets }: Experiment) =>
  (text: string) => {
    const meant = Object.hasOwn(presets, text) ? text : meantName(text, Object.keys(presets));
    return meant === undefined ? undefined : `--preset=${meant}`;
  };

/** Refuses standard input for a flag: it belongs to the process started here and can be read only once. */
function refuseInput({ config }: OtherOptions, flag: string): void {
  if (config === '-')
    throw invalidSettings([
      `--config=-: processes that ${flag} starts cannot read standard input; write it to a file, and name that`,
    ]);
}

/** The settings that flags start from: a preset's, or a recorded run's. */
interface Beginning extends Pick<Invocation, 'preset' | 'run' | 'repeated' | 'origin'> {
  readonly base: Fields;
}

function beginning(
  { presets, defaultPreset, otherPresets = {}, config, settingsOf, planOf }: Experiment,
  { config: file, preset }: OtherOptions,
): Beginning {
  const asked = preset ?? defaultPreset;
  if (!Object.hasOwn(presets, asked)) {
    const other = Object.hasOwn(otherPresets, asked) ? otherPresets[asked] : undefined;
    throw unknownChoice('preset', asked, Object.keys(presets), other);
  }
  const base = presets[asked] as Fields;
  if (file === undefined || !config) return { preset: asked, base };
  if (preset !== undefined)
    throw misuse`--config is a whole run, with its own preset: leave out --preset.`;
  const read = readRunFile(file, config) as RunFile<Fields & { preset: string }>;
  const { config: repeated, assets, origin } = read;
  const own = settingsOf?.(repeated, assets) as Fields | undefined;
  const run = planOf?.(repeated);
  return { preset: repeated.preset, base: { ...base, ...own }, run, repeated, origin };
}

/** Undefined means off, also where the experiment has no such flag. */
function parseCheckpointEvery(text = 'off'): number | undefined {
  try {
    return parseDuration(text);
  } catch (error) {
    throw invalidSettings([`--checkpoint-every: ${(error as Error).message}`]);
  }
}

/** The integers of `N` or `K/N`, from 1 on and in non-descending order. */
function countsIn(flag: string, value: unknown, length: number, what: string): number[] {
  const text = String(value);
  const counts = text.split('/').map((part) => (/^\d+$/.test(part) ? Number(part) : NaN));
  if (counts.length !== length || !counts.every((count, i) => count >= (counts[i - 1] ?? 1)))
    throw invalidSettings([`${flag}: "${text}" is not ${what}`]);
  return counts;
}

/** The shard's share of the planned runs, every N-th: neighbours have similar costs and are so spread evenly. */
export function shareOf<Item>(items: readonly Item[], { index, count }: Shard): readonly Item[] {
  return items.filter((_, i) => i % count === index - 1);
}
