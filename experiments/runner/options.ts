import { Command } from 'commander';
import { z } from 'zod';
import { invalidSettings, unknownChoice } from './errors.ts';
import type { Experiment } from './experiment.ts';

export interface Invocation {
  readonly preset: string;
  readonly settings: unknown;
  readonly force: boolean;
  readonly dryRun: boolean;
}

/** A setting that is a list: `--seeds 0,1,2` on the command line, an array in a preset. */
export function list<T extends z.ZodType>(item: T) {
  return z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
    z.array(item).min(1),
  );
}

export function flagOf(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * The command line of an experiment, made from its settings.
 * Precedence: flag, then preset, then the schema's own default.
 */
export function parseInvocation(experiment: Experiment, argv: readonly string[]): Invocation {
  const command = commandOf(experiment).parse(argv, { from: 'user' });
  const { preset, force, dryRun, ...flags } = command.opts<Record<string, unknown>>();
  const name = String(preset);
  if (!Object.hasOwn(experiment.presets, name)) {
    throw unknownChoice('preset', name, Object.keys(experiment.presets));
  }
  const chosen = { ...(experiment.presets[name] as object), ...flags };
  const parsed = experiment.settings.safeParse(chosen);
  if (!parsed.success) throw invalidSettings(parsed.error.issues.map(readable));
  return { preset: name, settings: parsed.data, force: Boolean(force), dryRun: Boolean(dryRun) };
}

function readable(issue: z.core.$ZodIssue): string {
  const [key, ...rest] = issue.path;
  const where = rest.length > 0 ? ` (${rest.join('.')})` : '';
  return `--${flagOf(String(key))}${where}: ${issue.message}`;
}

export function commandOf(experiment: Experiment): Command {
  const command = new Command(`nx run experiments:${experiment.name}`)
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
    .option('--dry-run', 'print what would run, and stop');
  for (const [key, schema] of Object.entries(experiment.settings.shape)) {
    const description = (schema as z.ZodType).description;
    command.option(`--${flagOf(key)} <value>`, description ?? '');
  }
  return command.addHelpText(
    'after',
    '\nA run that has finished is skipped; one that was interrupted goes on where it stopped.' +
      '\nExit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted (Nx itself turns any of them but 0 into 1).',
  );
}
