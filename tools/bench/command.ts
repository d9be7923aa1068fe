import { parseArgs } from 'node:util';
import { printedOf, reasonOf } from '@singlora/errors';

interface Command<
  Choice extends string,
  Number extends string,
  Text extends string,
  Flag extends string,
> {
  readonly usage: string;
  /** options that take a whole number above 0 */
  readonly numbers: readonly Number[];
  readonly texts?: readonly Text[];
  readonly flags?: readonly Flag[];
  /** options that take one or several of the known names; all of them when they are not given */
  readonly choices: Readonly<Record<Choice, readonly string[]>>;
}

type Options<
  Choice extends string,
  Number extends string,
  Text extends string,
  Flag extends string,
> = Partial<Record<Number, number> & Record<Text, string> & Record<Flag, boolean>> &
  Readonly<Record<Choice, readonly [string, ...string[]]>>;

/** The command line's options by name, checked. `--help` and wrong usage end the process, which says how: with code 0 and 2. */
export function readOptions<
  Choice extends string,
  Number extends string,
  Text extends string = never,
  Flag extends string = never,
>({
  usage,
  numbers,
  texts = [],
  flags = [],
  choices,
}: Command<Choice, Number, Text, Flag>): Options<Choice, Number, Text, Flag> {
  const option = (type: 'string' | 'boolean') => (name: string) => [name, { type }] as const;
  try {
    const { values } = parseArgs({
      options: Object.fromEntries([
        ...[...Object.keys(choices), ...numbers, ...texts].map(option('string')),
        ...[...flags, 'help'].map(option('boolean')),
      ]),
    });
    if (values['help'] === true) {
      console.log(usage);
      process.exit(0);
    }
    const given = (name: string) => {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    };
    const chosen = Object.entries<readonly string[]>(choices).map(([option, known]) => {
      const names = given(option)?.split(',') ?? known;
      const unknown = names.find((name) => !known.includes(name));
      if (unknown === undefined) return [option, names] as const;
      throw new Error(`There is no ${option} '${unknown}'. Known: ${known.join(', ')}`);
    });
    const counts = numbers.flatMap((name) => {
      const text = given(name);
      return text === undefined ? [] : [[name, wholeNumber(name, text)] as const];
    });
    return {
      ...(values as Partial<Record<Text, string> & Record<Flag, boolean>>),
      ...(Object.fromEntries(counts) as Partial<Record<Number, number>>),
      ...Object.fromEntries(chosen),
    } as Options<Choice, Number, Text, Flag>;
  } catch (error) {
    console.error(`${reasonOf(error)}\n\n${usage}`);
    return process.exit(2);
  }
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`--${name} is '${text}'; it takes a whole number above 0.`);
}

/** Runs a command to its end; what it throws is printed, and the process ends with code 1. */
export async function runCommand(run: () => Promise<void>): Promise<void> {
  await run().catch((error: unknown) => {
    console.error(printedOf(error));
    process.exitCode = 1;
  });
}
