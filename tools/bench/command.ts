import { printedOf } from '@singlora/errors';
import { precisions, type MeasuredRecord, type Precision } from '@singlora/records';
import { Command as Program, InvalidArgumentError, Option } from 'commander';
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
        await print(made);
        if (!asked.tiny) console.log(`Record: ${await writeRecord(made)}`);
      }
    }
  } catch (error) {
    console.error(printedOf(error));
    process.exitCode = 1;
  }
}

/** Prints a record's tables as its page has them. */
async function print(record: MeasuredRecord): Promise<void> {
  if (record.kind === 'scores') return;
  // Only now: what draws pages takes a second to load.
  const { tableMarkdown } = await import('@singlora/reporting');
  const { tablesOf } = await import('../../reports/performance/kinds.ts');
  for (const table of tablesOf(record)) console.log(`\n${tableMarkdown(table)}\n`);
}

function readOptions({ about, choices, counts: own = [], imports, hasTiny }: Command): Asked {
  const program = new Program('nx run tools:COMMAND')
    .description(about)
    .showHelpAfterError()
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .addHelpText(
      'after',
      "\nA ratio above 1 means that this project takes less time. Records go to runs/bench (or SINGLORA_BENCH), one JSON file a\ncase, and from there to the report's pages: nx run reports:build.",
    );
  for (const [option, known] of Object.entries(choices))
    program.addOption(
      new Option(`--${option} <names>`, `one or several of ${known.join(', ')}`)
        .argParser((text) => namesIn(text, option, known))
        .default(known, 'all'),
    );
  for (const name of own)
    program.option(`--${name} <n>`, counts[name], (text) => wholeNumber(name, text));
  if (imports) {
    const python = 'Python with what it is compared with (default: SINGLORA_PYTHON, or python3)';
    program.option('--python <path>', python).option('--alone', 'this project without PyTorch');
  }
  if (hasTiny)
    program.option('--tiny', 'every case once at a tiny size, alone; nothing is recorded');
  const values = program.parse().opts<Readonly<Record<string, unknown>>>();
  const tiny = values['tiny'] === true;
  return {
    ...Object.fromEntries(own.map((name) => [name, values[name]])),
    chosen: (option) => values[option] as [string],
    precisions: (values['precision'] ?? precisions) as [Precision],
    python: pythonOf(values['python'] as string | undefined),
    alone: tiny || values['alone'] === true,
    tiny,
  };
}

function namesIn(text: string, option: string, known: readonly string[]): string[] {
  const names = text.split(',');
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return names;
  throw new InvalidArgumentError(`There is no ${option} '${unknown}'. Known: ${known.join(', ')}`);
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError(`--${name} is '${text}'; it takes a whole number above 0.`);
}

/** The options that ask for these precisions; none for all. */
export const precisionOption = (chosen: readonly Precision[]): string =>
  chosen.length < precisions.length ? ` --precision=${chosen.join(',')}` : '';
