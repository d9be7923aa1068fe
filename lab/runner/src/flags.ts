import { Option, type Command } from 'commander';
import { z } from 'zod';
import { invalidSettings, misuse, valueRefused } from './errors.ts';
import { descriptionOf, fieldNamed, fieldsOf, flagOf, isLeaf, type Field } from './fields.ts';
import { loseNothing, refuseExcess } from './lose-nothing.ts';
import { gridOf, type Fields, type Flag, type Flagged, type GridPoint } from './grid.ts';

/**
 * Parses a command line whose flags are fields of settings.
 * @param command with its own options, and the flags that its help lists
 * @param baseOf the settings that the flags change, given the other options and the flags used
 * @throws UsageError, and CommanderError for what `command` itself rejects
 */
export function parseFlags(
  command: Command,
  flagged: Flagged,
  argv: readonly string[],
  baseOf: BaseOf,
): { readonly settings: unknown; readonly options: OtherOptions } {
  const { grid, options } = parseGrid(command, flagged, argv, baseOf);
  return { settings: grid[0]?.settings, options };
}

/** The settings that flags change, given the other options and the flags used. */
type BaseOf = (options: OtherOptions, given: readonly string[]) => Fields;

/** The same for flags that may take several values. */
export function parseGrid(
  command: Command,
  flagged: Flagged,
  argv: readonly string[],
  baseOf: BaseOf,
  guess?: (text: string) => string | undefined,
): { readonly grid: readonly GridPoint[]; readonly options: OtherOptions } {
  const flags = flagsIn(flagged, command, argv);
  for (const { option } of flags)
    if (!command.options.some(({ long }) => long === option.long))
      command.addOption(option.hideHelp());
  loseNothing(command);
  for (const option of command.options)
    if (option.isBoolean() && argv.some((arg) => arg.startsWith(`${option.long}=`)))
      throw valueRefused(option);
  const options = command.parse(argv, { from: 'user' }).opts<OtherOptions>();
  refuseExcess(command, guess);
  const base = baseOf(
    options,
    flags.map(({ option }) => option.long ?? ''),
  );
  return { grid: gridOf(flagged, base, flags, options), options };
}

/** The options that commander parsed: flags for settings, and these. */
export type OtherOptions = Fields & { readonly config?: string; readonly preset?: string };

function flagsIn(flagged: Flagged, { options }: Command, argv: readonly string[]): Flag[] {
  const { settings, usual } = flagged;
  const listed = listedFlags(flagged).map(([name]) => `--${name}`);
  const own = ['--help', ...options.flatMap(({ long }) => long ?? [])];
  const fields = fieldsOf(settings);
  const names = argv.flatMap((arg) => /^--[^=]+/.exec(arg) ?? []);
  const flags = [...new Set(names)]
    .filter((name) => listed.includes(name) || !own.includes(name))
    .map((name) => {
      if (name.startsWith('---')) throw misuse`Unknown option ${name}. See --help.`;
      const field = fieldNamed(name.slice(2), fields, usual, own);
      return { field, option: optionOf(name, field) };
    });
  const pathOf = ({ field }: Flag) => field.path.join('.');
  for (const [at, flag] of flags.entries()) {
    const same = flags.slice(0, at).find((one) => pathOf(one) === pathOf(flag));
    if (same)
      throw invalidSettings([
        `${same.option.long}, ${flag.option.long}: they are the same setting; give one`,
      ]);
  }
  return flags;
}

/** A boolean flag needs no value; a repeated flag collects its values. */
function optionOf(name: string, { schema }: Field): Option {
  const usual =
    schema instanceof z.ZodDefault ? ` (default: ${String(schema.parse(undefined))})` : '';
  return new Option(
    `${name} ${schema.safeParse(true).success ? '[value]' : '<value>'}`,
    descriptionOf(schema) + usual,
  )
    .preset('yes')
    .argParser((text: string, before?: readonly string[]) => [...(before ?? []), text]);
}

/** The flags that help lists, with the fields that they set. */
function listedFlags({ settings, usual }: Flagged, all = false): (readonly [string, Field])[] {
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
