import { parseArgs } from 'node:util';
import { printedOf, reasonOf } from '@singlora/errors';

interface Command<Number extends string, Text extends string, Flag extends string> {
  readonly usage: string;
  /** options that take a whole number above 0 */
  readonly numbers: readonly Number[];
  readonly texts?: readonly Text[];
  readonly flags?: readonly Flag[];
  /** an option that takes one or several of the known names; all of them when it is not given */
  readonly choice: { readonly name: string; readonly known: readonly string[] };
}

type Options<Number extends string, Text extends string, Flag extends string> = Partial<
  Record<Number, number> & Record<Text, string> & Record<Flag, boolean>
> & { readonly chosen: readonly string[] };

/** The command line's options by name, checked. `--help` and wrong usage end the process, which says how: with code 0 and 2. */
export function readOptions<
  Number extends string,
  Text extends string = never,
  Flag extends string = never,
>({
  usage,
  numbers,
  texts = [],
  flags = [],
  choice,
}: Command<Number, Text, Flag>): Options<Number, Text, Flag> {
  const option = (type: 'string' | 'boolean') => (name: string) => [name, { type }] as const;
  try {
    const { values } = parseArgs({
      options: Object.fromEntries([
        ...[choice.name, ...numbers, ...texts].map(option('string')),
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
    const chosen = given(choice.name)?.split(',') ?? choice.known;
    const unknown = chosen.find((name) => !choice.known.includes(name));
    if (unknown !== undefined) {
      throw new Error(`There is no ${choice.name} '${unknown}'. Known: ${choice.known.join(', ')}`);
    }
    const counts = numbers.flatMap((name) => {
      const text = given(name);
      return text === undefined ? [] : [[name, wholeNumber(name, text)] as const];
    });
    return {
      ...(values as Partial<Record<Text, string> & Record<Flag, boolean>>),
      ...(Object.fromEntries(counts) as Partial<Record<Number, number>>),
      chosen,
    } as Options<Number, Text, Flag>;
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
