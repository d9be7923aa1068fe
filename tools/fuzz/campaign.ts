import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputOf } from './input.ts';
import { minimise } from './minimise.ts';
import { judgeFiles, runWorker } from './processes.ts';
import type { Reader } from './reader.ts';
import { readers } from './readers/index.ts';
import { createState, readState } from './state.ts';
import type { ReadOutcome } from './read-outcome.ts';

export interface Plan {
  readonly reader: string;
  readonly seed: number;
  readonly seconds: number;
  readonly mutants: number;
}

export interface Bug {
  /** Of the first input that showed it. */
  readonly index: number;
  readonly outcome: ReadOutcome;
  readonly input: Uint8Array;
  /** How many inputs showed the same. */
  count: number;
}

/** The outcome of all inputs. */
export class Summary {
  mutants = 0;
  ok = 0;
  refused = 0;
  seconds = 0;
  /** Milliseconds. */
  slowest = 0;
  /** Bytes. */
  memory = 0;
  readonly bugs = new Map<string, Bug>();
}

/** Counts a bug, and looks into the first of its kind. */
async function note(
  sum: Summary,
  { reader, seed }: Plan,
  made: Reader,
  found: { readonly index: number; readonly signature: string | undefined },
  folder: string,
): Promise<void> {
  const known = sum.bugs.get(found.signature ?? '');
  if (known) return void known.count++;
  const input = inputOf(made, reader, seed, found.index);
  const suspect = join(folder, 'suspect');
  writeFileSync(suspect, input);
  // Memory and time depend on what else the process did: what a fresh one does not show is no bug.
  const [outcome] = await judgeFiles(reader, [suspect]);
  if (outcome?.kind === 'ok') sum.ok++;
  else if (outcome?.kind === 'refused') sum.refused++;
  else if (outcome?.signature !== undefined) {
    const same = sum.bugs.get(outcome.signature);
    if (same) return void same.count++;
    const isError = outcome.milliseconds > 0; // and not the end of the process
    const least = isError ? await minimise(reader, input, outcome.signature, folder) : input;
    sum.bugs.set(outcome.signature, { index: found.index, outcome, input: least, count: 1 });
  }
}

/** Tries one reader with inputs from a seed, for a number of seconds or inputs. */
export async function campaign(plan: Plan): Promise<Summary> {
  const { reader, seed, seconds, mutants } = plan;
  const made = await readers[reader]?.();
  if (!made) throw new Error(`There is no reader ${reader}`);
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const state = join(folder, 'state');
  const beginning = Date.now();
  const until = beginning + seconds * 1000;
  const sum = new Summary();
  try {
    while (sum.mutants < mutants && Date.now() < until) {
      const from = sum.mutants;
      createState(state, from);
      const found: { index: number; signature: string | undefined }[] = [];
      const order = { reader, folder, seed, from, to: mutants, until, state };
      const fault = await runWorker(
        order,
        () => readState(state).began,
        (report) => {
          if ('index' in report)
            found.push({ index: report.index, signature: report.outcome.signature });
        },
      );
      const { index, ok, refused, slowest, memory } = readState(state);
      sum.ok += ok;
      sum.refused += refused;
      sum.slowest = Math.max(sum.slowest, slowest);
      sum.memory = Math.max(sum.memory, memory);
      sum.mutants = fault ? index + 1 : index;
      if (fault) found.push({ index, signature: fault.signature });
      for (const each of found) await note(sum, plan, made, each, folder);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  sum.seconds = (Date.now() - beginning) / 1000;
  return sum;
}
