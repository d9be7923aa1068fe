import { Command, Option } from 'commander';
import { z } from 'zod';
import { parseDuration } from './duration.ts';
import { invalidSettings, unknownChoice } from './errors.ts';
import type { Experiment, Plan } from './experiment.ts';
import { fieldNamed, fieldsOf, flagOf, isLeaf, type Field } from './fields.ts';
import { readRunFile, type RunFile } from './run-file.ts';
import { valueOf } from './values.ts';

/** A command line, parsed: the settings, and what to do with them. */
export interface Invocation {
  readonly preset: string;
  readonly settings: unknown;
  /** The one run to make in place of those that the settings ask for. */
  readonly run?: Plan<unknown> | undefined;
  readonly force: boolean;
  /** The beginning of the id of a run to go on with that was stopped under other code. */
  readonly continues?: string | undefined;
  readonly dryRun: boolean;
  readonly shard: Shard;
  /** How many runs are made at a time, each in a process of its own. */
  readonly jobs: number;
  /** See `Context`. */
  readonly checkpointEvery: number | undefined;
}

/** Which part of the planned runs this process makes: the first of one part is all of them. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * A setting that is a list: `--seeds 0,1,2` on the command line, an array in a preset.
 * A value that is there twice is refused: one seed counted twice would look like two.
 */
export function list<T extends z.ZodType>(item: T) {
  return z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
    z
      .array(item)
      .min(1)
      .superRefine((values, context) => {
        const twice = values.find((value, at) => values.indexOf(value) < at);
        if (twice !== undefined) context.addIssue(`${String(twice)} is listed twice`);
      }),
  );
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
  const command = commandOf(experiment, project);
  let begun: Beginning = { preset: '', base: {} };
  const { settings, options } = parseFlags(command, experiment, argv, (options, given) => {
    if (options['helpAll']) commandOf(experiment, project, true).help();
    begun = beginning(experiment, options);
    if (begun.run && given.length > 0)
      throw invalidSettings(
        given.map((flag) => `${flag}: leave it out, since --config gives the whole run here`),
      );
    return begun.base;
  });
  const { force, dryRun, shard, jobs, checkpointEvery, continue: continues } = options;
  const [index, count] = countsIn('--shard', shard, 2, 'K/N with 1 ≤ K ≤ N, such as 1/4');
  const [processes] = countsIn('--jobs', jobs, 1, 'a whole number from 1 on');
  return {
    preset: begun.preset,
    settings,
    run: begun.run,
    force: Boolean(force),
    continues: continues as string | undefined,
    dryRun: Boolean(dryRun),
    shard: { index, count } as Shard,
    // A process that begins anew would make again what another has just made.
    jobs: force || continues !== undefined ? 1 : (processes as number),
    checkpointEvery: parseCheckpointEvery(checkpointEvery as string | undefined),
  };
}

/** What flags are views of. */
export type Flagged = Pick<Experiment, 'settings' | 'usual' | 'settle'>;

/**
 * A command line whose flags are fields of settings.
 * @param command with options of its own, and the flags that its help lists
 * @param baseOf the settings that the flags change, by the other options and which flags are given
 * @throws UsageError, and CommanderError for what `command` itself refuses
 */
export function parseFlags(
  command: Command,
  flagged: Flagged,
  argv: readonly string[],
  baseOf: (options: Options, given: readonly string[]) => Fields,
): { readonly settings: unknown; readonly options: Options } {
  const flags = flagsIn(flagged, command, argv);
  for (const { option } of flags)
    if (!command.options.some(({ long }) => long === option.long))
      command.addOption(option.hideHelp());
  const options = command.parse(argv, { from: 'user' }).opts<Options>();
  const base = baseOf(
    options,
    flags.map(({ option }) => option.long ?? ''),
  );
  return { settings: settingsOf(flagged, base, flags, options), options };
}

type Fields = Readonly<Record<string, unknown>>;

/** What commander found: flags for settings, and these. */
type Options = Fields & { readonly config?: string; readonly preset?: string };

/** What flags change: a preset, or a recorded run's settings. */
interface Beginning {
  readonly preset: string;
  readonly base: Fields;
  readonly run?: Plan<unknown> | undefined;
}

function beginning(
  { presets, defaultPreset, config, settingsOf, planOf }: Experiment,
  { config: file, preset: asked = defaultPreset }: Options,
): Beginning {
  if (!Object.hasOwn(presets, asked)) throw unknownChoice('preset', asked, Object.keys(presets));
  const base = presets[asked] as Fields;
  if (file === undefined || !config) return { preset: asked, base };
  const { config: run, assets } = readRunFile(file, config) as RunFile<{ preset: string }>;
  const own = settingsOf?.(run, assets) as Fields | undefined;
  return { preset: run.preset, base: { ...base, ...own }, run: planOf?.(run) };
}

/** A field that the command line says something of. */
interface Flag {
  readonly field: Field;
  readonly option: Option;
}

function flagsIn(flagged: Flagged, { options }: Command, argv: readonly string[]): Flag[] {
  const { settings, usual } = flagged;
  const listed = listedFlags(flagged).map(([name]) => `--${name}`);
  const own = ['--help', ...options.flatMap(({ long }) => long ?? [])];
  const fields = fieldsOf(settings);
  const names = argv.flatMap((arg) => /^--[^=]+/.exec(arg) ?? []);
  return [...new Set(names)]
    .filter((name) => listed.includes(name) || !own.includes(name))
    .map((name) => {
      const field = fieldNamed(name.slice(2), fields, usual);
      return { field, option: optionOf(name, field) };
    });
}

/** A switch needs no value; values of a flag that is repeated add up. */
function optionOf(name: string, { schema }: Field): Option {
  const usual =
    schema instanceof z.ZodDefault ? ` (default: ${String(schema.parse(undefined))})` : '';
  return new Option(
    `${name} ${schema.safeParse(true).success ? '[value]' : '<value>'}`,
    (schema.description ?? '') + usual,
  ).argParser((text: string, before?: readonly string[]) => [...(before ?? []), text]);
}

function settingsOf(
  { settings, usual, settle = (chosen) => chosen }: Flagged,
  base: Fields,
  flags: readonly Flag[],
  options: Fields,
): unknown {
  const textsOf = ({ option }: Flag) => options[option.attributeName()] as true | string[];
  const isEmpty = (text: string) => text.trim() === '';
  const empty = flags.filter((flag) => {
    const texts = textsOf(flag);
    return (
      texts !== true && texts.some(isEmpty) && (flag.field.schema.safeParse('').data ?? '') === ''
    );
  });
  if (empty.length > 0)
    throw invalidSettings(
      empty.map(({ option }) => `${option.long}: it is empty; leave it out instead`),
    );
  // What lies within a field that flags say all of is theirs alone; a field comes before what is within it.
  const anew = flags.flatMap(({ field: { anew: path } }) => (path ? [path] : []));
  let chosen = anew.reduce((fields, path) => withValue(fields, path, undefined), base);
  for (const flag of flags.toSorted((a, b) => a.field.path.length - b.field.path.length)) {
    const [{ field }, texts] = [flag, textsOf(flag)];
    chosen = withValue(chosen, field.path, texts === true || valueOf(field, texts));
  }
  const given = new Set(flags.map(({ field }) => field.path[0] as string));
  const parsed = settings.safeParse(settle(chosen, given));
  if (!parsed.success)
    throw invalidSettings(parsed.error.issues.map((issue) => readable(issue, usual)));
  return parsed.data;
}

/** The same with another value at a place; what is no object on the way there becomes one. */
function withValue(fields: unknown, [key, ...rest]: readonly string[], value: unknown): Fields {
  const own = { ...(fields as Fields | null | undefined) };
  const name = key as string;
  return { ...own, [name]: rest.length === 0 ? value : withValue(own[name], rest, value) };
}

/** Undefined, for off, where the experiment has no such flag. */
function parseCheckpointEvery(text = 'off'): number | undefined {
  try {
    return parseDuration(text);
  } catch (error) {
    throw invalidSettings([`--checkpoint-every: ${(error as Error).message}`]);
  }
}

/** The whole numbers of `N` or `K/N`, from 1 on and none below the one before it. */
function countsIn(flag: string, value: unknown, length: number, what: string): number[] {
  const text = String(value);
  const counts = text.split('/').map((part) => (/^\d+$/.test(part) ? Number(part) : NaN));
  if (counts.length !== length || !counts.every((count, i) => count >= (counts[i - 1] ?? 1)))
    throw invalidSettings([`${flag}: "${text}" is not ${what}`]);
  return counts;
}

/** The shard's share of the planned runs, every N-th: neighbours, which cost about the same, are spread evenly. */
export function shareOf<Item>(items: readonly Item[], { index, count }: Shard): readonly Item[] {
  return items.filter((_, i) => i % count === index - 1);
}

function readable(issue: z.core.$ZodIssue, usual: Experiment['usual'] = {}): string {
  const at = issue.path.findIndex((key) => typeof key === 'number');
  const [path, rest] = at < 0 ? [issue.path, []] : [issue.path.slice(0, at), issue.path.slice(at)];
  const [short] = Object.entries(usual).find(([, one]) => one === path.join('.')) ?? [];
  const where = rest.length > 0 ? ` (${rest.join('.')})` : '';
  return `--${short ?? flagOf(path.map(String))}${where}: ${reason(issue)}`;
}

/** Of a value that may take several forms: why it is none of them. */
function reason(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') return issue.message;
  return [...new Set(issue.errors.flatMap(([first]) => (first ? [reason(first)] : [])))].join('; ');
}

/** The flags that help lists, with the fields that they set. */
export function listedFlags(
  { settings, usual }: Flagged,
  all = false,
): (readonly [string, Field])[] {
  const fields = fieldsOf(settings);
  if (!usual || all) return fields.filter(isLeaf).map((field) => [flagOf(field.path), field]);
  return Object.entries(usual).map(([name, path]) => [name, fieldNamed(path, fields)]);
}

/** A command with the flags that its help lists. */
export function withFlags(command: Command, flagged: Flagged, all = false): Command {
  for (const [name, field] of listedFlags(flagged, all))
    command.addOption(optionOf(`--${name}`, field));
  return command;
}

/** `project` is the Nx project that the experiment's file is in. */
export function commandOf(experiment: Experiment, project: string, all = false): Command {
  const { name, description, usual, presets, defaultPreset, checkpoints, config } = experiment;
  const command = new Command(`nx run ${project}:${name}`)
    .usage('[options]')
    .description(description)
    .exitOverride()
    .allowExcessArguments(false)
    .option(
      '--preset <name>',
      `where the other settings start from: ${Object.keys(presets).join(', ')} (default: ${defaultPreset})`,
    );
  if (config)
    command.option(
      '--config <file>',
      'start from a run instead: what `runs show RUN --config` prints',
    );
  command
    .option('--force', 'run again even where an identical run has finished')
    .option('--continue <id>', 'go on with this run, which was stopped under other code')
    .option('--dry-run', 'print what would run, and stop')
    .option('--shard <K/N>', 'make only every N-th of the runs, from the K-th on', '1/1')
    .option(
      '--jobs <N>',
      'make so many runs at a time, in as many processes that share the cores; one with --force or --continue',
      '1',
    );
  if (checkpoints)
    command.option(
      '--checkpoint-every <time>',
      'save this often while training, such as 30s, 5m or 1h, or off; a run that is killed goes on from there',
      '5m',
    );
  if (usual && !all) command.option('--help-all', 'list all settings');
  return withFlags(command, experiment, all).addHelpText(
    'after',
    '\nA run that has finished is skipped; one that was interrupted or killed goes on from what it saved last.' +
      '\nCtrl-C, SIGTERM, SIGHUP, SIGUSR1 and SIGUSR2 stop it after a step and save, however often they come; only a second Ctrl-C stops at once.' +
      '\nExit codes: 0 done, 1 failed, 2 wrong usage, 128 + n ended by signal n: 130 by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP,' +
      '\n137 killed, perhaps for lack of memory (Nx itself turns any of them but 0 into 1).',
  );
}
