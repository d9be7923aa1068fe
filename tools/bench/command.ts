import { parseArgs } from 'node:util';
import { printedOf, reasonOf } from '@singlora/errors';
import { precisions, type MeasuredRecord, type Precision } from '@singlora/records';
import { recordLines } from './record-lines.ts';
import { writeRecord } from './record.ts';
import { checkPython, pythonOf } from './sides.ts';

/** Options that take a whole number above 0. */
const counts = {
  rounds: 'turns of each side',
  steps: 'steps a turn',
  times: 'runs a turn',
  rows: 'training rows of the epoch',
  threads: 'of each side (default: one a core)',
  seeds: "the plan's first N (default: 5)",
} as const;

type Count = keyof typeof counts;

/** What a command is asked for. */
export interface Asked extends Readonly<Partial<Record<Count, number>>> {
  /** of each option that takes some of the known names: those chosen, all of them when it is not given */
  readonly chosen: (option: string) => readonly [string, ...string[]];
  readonly precisions: readonly [Precision, ...Precision[]];
  readonly python: string;
  /** this project only */
  readonly alone: boolean;
  /** at a size that takes seconds; nothing is recorded */
  readonly tiny: boolean;
}

/** A command of the benchmarks. */
interface Command {
  /** what it does, and what its options are by default */
  readonly about: string;
  /** options that take one or several of the known names */
  readonly choices: Readonly<Record<string, readonly string[]>>;
  readonly counts?: readonly Count[];
  /** what the other side imports; without it there is none */
  readonly imports?: (asked: Asked) => readonly string[];
  readonly hasTiny?: boolean;
  /** gives records as they are made, and lines that tell how far it is */
  readonly measure: (asked: Asked) => AsyncIterable<MeasuredRecord | string>;
}

/**
 * Runs a command by the process's arguments: records go to their files and are printed. What it throws is printed, and the
 * process ends with code 1; `--help` ends it with 0, wrong usage with 2.
 */
export async function runCommand(command: Command): Promise<void> {
  const asked = readOptions(command);
  try {
    if (command.imports && !asked.alone) checkPython(asked.python, command.imports(asked));
    for await (const made of command.measure(asked)) {
      if (typeof made === 'string') console.log(made);
      else {
        for (const line of recordLines(made)) console.log(line);
        if (!asked.tiny) console.log(`Record: ${await writeRecord(made)}`);
      }
    }
  } catch (error) {
    console.error(printedOf(error));
    process.exitCode = 1;
  }
}

function readOptions(command: Command): Asked {
  const { choices, counts: own = [] } = command;
  const others = [...(command.imports ? ['alone'] : []), ...(command.hasTiny ? ['tiny'] : [])];
  const option = (type: 'string' | 'boolean') => (name: string) => [name, { type }] as const;
  try {
    const parsed = parseArgs({
      options: Object.fromEntries<{ type: 'string' | 'boolean' }>([
        ...[...Object.keys(choices), ...own, 'python'].map(option('string')),
        ...[...others, 'help'].map(option('boolean')),
      ]),
    });
    const values: Readonly<Record<string, unknown>> = parsed.values;
    if (values['help'] === true) {
      console.log(usageOf(command));
      process.exit(0);
    }
    const given = (name: string) => values[name] as string | undefined;
    const chosen = (option: string) => {
      const known = choices[option] ?? [];
      const names = given(option)?.split(',') ?? known;
      const unknown = names.find((name) => !known.includes(name));
      if (unknown === undefined) return names as [string];
      throw new Error(`There is no ${option} '${unknown}'. Known: ${known.join(', ')}`);
    };
    Object.keys(choices).forEach(chosen);
    const tiny = values['tiny'] === true;
    return {
      ...Object.fromEntries(own.flatMap((name) => wholeNumber(name, given(name)))),
      chosen,
      precisions: (choices['precision'] ? chosen('precision') : precisions) as [Precision],
      python: pythonOf(given('python')),
      alone: tiny || values['alone'] === true,
      tiny,
    };
  } catch (error) {
    console.error(`${reasonOf(error)}\n\n${usageOf(command)}`);
    return process.exit(2);
  }
}

function wholeNumber(name: string, text: string | undefined): [string, number][] {
  const number = Number(text);
  if (text === undefined) return [];
  if (Number.isInteger(number) && number > 0) return [[name, number]];
  throw new Error(`--${name} is '${text}'; it takes a whole number above 0.`);
}

function usageOf({ about, choices, counts: own = [], imports, hasTiny }: Command): string {
  const line = (option: string, text: string) => `  ${`--${option}`.padEnd(19)}${text}`;
  return [
    `${about}\n`,
    ...Object.entries(choices).map(([option, names]) =>
      line(
        `${option} NAME`,
        `one, or several with commas between (default: all)\n${names.map((name) => `${' '.repeat(21)}${name}`).join('\n')}`,
      ),
    ),
    ...own.map((name) => line(`${name} N`, counts[name])),
    ...(imports
      ? [
          line(
            'python PATH',
            'Python with what it is compared with (default: SINGLORA_PYTHON, or python3)',
          ),
          line('alone', 'this project without PyTorch'),
        ]
      : []),
    ...(hasTiny
      ? [line('tiny', 'every case once at a tiny size, alone; nothing is recorded')]
      : []),
    line('help', 'this text'),
    '\nA ratio above 1 means that this project takes less time. Records go to runs/bench (or SINGLORA_BENCH), one JSON file a',
    "case, and from there to the report's pages: nx run reports:build.",
  ].join('\n');
}
