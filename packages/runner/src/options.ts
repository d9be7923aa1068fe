import { Command } from 'commander';
import { z } from 'zod';
import { parseDuration } from './duration.ts';
import { invalidSettings, unknownChoice } from './errors.ts';
import type { Experiment } from './experiment.ts';

/** A command line, parsed: the settings, and what to do with them. */
export interface Invocation {
  readonly preset: string;
  readonly settings: unknown;
  readonly force: boolean;
  /** The beginning of the id of a run to go on with that was stopped under other code. */
  readonly continues?: string | undefined;
  readonly dryRun: boolean;
  readonly shard: Shard;
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

export function flagOf(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * The command line of an experiment, made from its settings.
 * Precedence: flag, then preset, then the schema's own default.
 */
export function parseInvocation(
  experiment: Experiment,
  project: string,
  argv: readonly string[],
): Invocation {
  const command = commandOf(experiment, project).parse(argv, { from: 'user' });
  const {
    preset,
    force,
    dryRun,
    shard,
    checkpointEvery,
    continue: continues,
    ...flags
  } = command.opts<Record<string, unknown>>();
  const name = String(preset);
  if (!Object.hasOwn(experiment.presets, name)) {
    throw unknownChoice('preset', name, Object.keys(experiment.presets));
  }
  const chosen = { ...(experiment.presets[name] as object), ...flags };
  const parsed = experiment.settings.safeParse(chosen);
  if (!parsed.success) throw invalidSettings(parsed.error.issues.map(readable));
  const empty = Object.entries(parsed.data).flatMap(([key, value]) => (value === '' ? [key] : []));
  if (empty.length > 0)
    throw invalidSettings(
      empty.map((key) => `--${flagOf(key)}: it is empty; leave it out instead`),
    );
  return {
    preset: name,
    settings: parsed.data,
    force: Boolean(force),
    continues: continues as string | undefined,
    dryRun: Boolean(dryRun),
    shard: parseShard(String(shard)),
    checkpointEvery: parseCheckpointEvery(checkpointEvery as string | undefined),
  };
}

/** Undefined, for off, where the experiment has no such flag. */
function parseCheckpointEvery(text = 'off'): number | undefined {
  try {
    return parseDuration(text);
  } catch (error) {
    throw invalidSettings([`--checkpoint-every: ${(error as Error).message}`]);
  }
}

function parseShard(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (index === undefined || count === undefined || index < 1 || index > count) {
    throw invalidSettings([`--shard: "${text}" is not K/N with 1 ≤ K ≤ N, such as 1/4`]);
  }
  return { index, count };
}

/** The shard's share of the planned runs, every N-th: neighbours, which cost about the same, are spread evenly. */
export function shareOf<Item>(items: readonly Item[], { index, count }: Shard): readonly Item[] {
  return items.filter((_, i) => i % count === index - 1);
}

function readable(issue: z.core.$ZodIssue): string {
  const [key, ...rest] = issue.path;
  const where = rest.length > 0 ? ` (${rest.join('.')})` : '';
  return `--${flagOf(String(key))}${where}: ${reason(issue)}`;
}

/** Of a value that may take several forms: why it is none of them. */
function reason(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') return issue.message;
  return [...new Set(issue.errors.flatMap(([first]) => (first ? [reason(first)] : [])))].join('; ');
}

/** `project` is the Nx project that the experiment's file is in. */
export function commandOf(experiment: Experiment, project: string): Command {
  const command = new Command(`nx run ${project}:${experiment.name}`)
    .usage('[options]')
    .description(experiment.description)
    .exitOverride()
    .allowExcessArguments(false)
    .showSuggestionAfterError()
    .option(
      '--preset <name>',
      `where the other settings start from: ${Object.keys(experiment.presets).join(', ')}`,
      experiment.defaultPreset,
    )
    .option('--force', 'run again even where an identical run has finished')
    .option('--continue <id>', 'go on with this run, which was stopped under other code')
    .option('--dry-run', 'print what would run, and stop')
    .option('--shard <K/N>', 'make only every N-th of the runs, from the K-th on', '1/1');
  if (experiment.checkpoints) {
    command.option(
      '--checkpoint-every <time>',
      'save this often while training, such as 30s, 5m or 1h, or off; a run that is killed goes on from there',
      '5m',
    );
  }
  for (const [key, schema] of Object.entries(experiment.settings.shape)) {
    const description = (schema as z.ZodType).description;
    command.option(`--${flagOf(key)} <value>`, description ?? '');
  }
  return command.addHelpText(
    'after',
    '\nA run that has finished is skipped; one that was interrupted or killed goes on from what it saved last.' +
      '\nCtrl-C, SIGTERM, SIGHUP, SIGUSR1 and SIGUSR2 stop it after a step and save, however often they come; only a second Ctrl-C stops at once.' +
      '\nExit codes: 0 done, 1 failed, 2 wrong usage, 128 + n ended by signal n: 130 by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP,' +
      '\n137 killed, perhaps for lack of memory (Nx itself turns any of them but 0 into 1).',
  );
}
