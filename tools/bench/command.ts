import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { complain } from '@singlora/core/errors/terminal';
import type { MeasuredRecord } from '@singlora/records';
import { explain, list, parseFlags, withFlags } from '@singlora/runner';
import { Command } from 'commander';
import { z } from 'zod';
import { writeRecord } from './record.ts';

/** A whole number above 0. */
export const countOption = z.int().positive();

/** Some of the known names, or all. */
export const some = <Name extends string>(known: readonly Name[]) =>
  list(z.enum(known))
    .default([...known])
    .describe('one or several, with commas between');

export const pythonOption = {
  python: z
    .string()
    .default(() => process.env['SINGLORA_PYTHON'] || 'python3')
    .describe('with what it is compared with; SINGLORA_PYTHON names it, too'),
};

/** The options of every timing comparison. */
export const usualOptions = {
  ...pythonOption,
  rounds: countOption.optional().describe('turns of each side'),
  tiny: z
    .boolean()
    .default(false)
    .describe('every case once, of a small model, without PyTorch; nothing is recorded'),
};

/** The values of these options. */
export type BenchOptions = z.infer<z.ZodObject<typeof usualOptions>>;

/** A command of the benchmarks. */
interface Benchmark<Options extends z.ZodRawShape> {
  /** A description, including the options' defaults. */
  readonly about: string;
  readonly options: Options;
  /** Yields records as they are made, and progress lines. `folder` is for files that the sides share. */
  readonly measure: (
    asked: z.infer<z.ZodObject<Options>>,
    folder: string,
  ) => AsyncIterable<MeasuredRecord | string>;
}

/**
 * Runs a command with the process's arguments: records are written to their files and printed. An exception
 * is printed, and the process ends with code 1; `--help` ends it with 0, wrong usage with 2.
 */
export async function runCommand<Options extends z.ZodRawShape>({
  about,
  options,
  measure,
}: Benchmark<Options>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'singlora-bench-'));
  try {
    const asked = optionsOf(about, z.strictObject(options));
    const { tiny = false }: Partial<BenchOptions> = asked;
    for await (const made of measure(asked, folder)) {
      if (typeof made === 'string') console.log(made);
      else if (tiny) console.log(`${made.case} runs.`);
      else {
        await print(made);
        console.log(`Record: ${await writeRecord(made)}`);
      }
    }
  } catch (error) {
    const { exitCode, printed } = explain(error);
    if (printed !== undefined) complain(printed);
    process.exitCode = exitCode;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Prints a record's tables as on its page. */
async function print(record: MeasuredRecord): Promise<void> {
  if (record.kind === 'scores') return;
  // Imported late: the page code takes a second to load.
  const { tableMarkdown } = await import('@singlora/reporting');
  const { tablesOf } = await import('../../reports/performance/kinds.ts');
  for (const table of tablesOf(record)) console.log(`\n${tableMarkdown(table)}\n`);
}

function optionsOf<Options extends z.ZodObject>(about: string, settings: Options) {
  const command = new Command('nx run tools:COMMAND')
    .usage('[options]')
    .description(about.replaceAll('\n', ' '))
    .exitOverride()
    .addHelpText(
      'after',
      "\nA ratio above 1 means that this project takes less time. Records go to runs/bench (or SINGLORA_BENCH), one JSON file a\ncase, and from there to the report's pages: nx run reports:build.",
    );
  const flagged = { settings };
  const argv = process.argv.slice(2);
  const parsed = parseFlags(withFlags(command, flagged), flagged, argv, () => ({}));
  return parsed.settings as z.infer<Options>;
}
