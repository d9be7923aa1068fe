import { printableLines } from '@singlora/core/errors';
import { projectOf } from './load.ts';
import type { Asked } from './series.ts';

/** Flags, and whether they take a value. */
type Flags = Readonly<Record<string, boolean>>;

/** The flags that only control how runs are shared and reported, or that mark the start in a database. */
const sharing: Flags = {
  '--shard': true,
  '--continue': true,
  '--jobs': true,
  '--keep-going': false,
  '--no-wait': false,
  '--json': false,
  '--dry-run': true,
};

/** The flags that control where workers are started. */
const launching: Flags = {
  '--launch': true,
  '--workers': true,
  '--dry-run': false,
};

const without = (flags: Flags, argv: readonly string[]) =>
  argv.filter(
    (arg, i) => flags[arg.replace(/=.*/s, '')] === undefined && !flags[argv[i - 1] ?? ''],
  );

/**
 * The command that repeats the same runs, as a person would type it, without flags that have no
 * effect on them.
 * @param argv the arguments after the experiment's file
 */
export function commandLine(project: string, name: string, argv: readonly string[]): string {
  const args = without(sharing, argv).map(shellWord);
  return ['npx nx run', `${project}:${name}`, ...args].join(' ');
}

/** The command that a planned run is recorded with: this one, or the one in a run's file that plans the same run. */
export function commandFor(
  { experiment, source, argv, invocation: { origin } }: Asked,
  identity: string,
): string {
  if (origin?.identity === identity) return origin.command;
  return commandLine(projectOf(source), experiment.name, argv);
}

/** The arguments of a launched command that its workers get. */
export const workerArguments = (argv: readonly string[]): string[] =>
  without(launching, argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv);

/** A word quoted for the shell. Characters that a terminal does not show literally are written as bytes, which needs bash. */
export function shellWord(word: string): string {
  if (/^[\w./=,:@%+-]+$/.test(word)) return word;
  if (printableLines(word) === word) return `'${word.replaceAll("'", `'\\''`)}'`;
  const inBytes = (character: string) =>
    character === "'" || character === '\\'
      ? `\\${character}`
      : printableLines(character) === character
        ? character
        : [...Buffer.from(character)]
            .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
            .join('');
  return `$'${[...word].map(inBytes).join('')}'`;
}
