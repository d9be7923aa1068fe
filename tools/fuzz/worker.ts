// One process that reads inputs. Its parent, `processes.ts`, outlives whatever an input does to it.
import { readFileSync } from 'node:fs';
import { randomStream } from '../../packages/runtime/src/random.ts';
import { inputOf } from './input.ts';
import type { Reader } from './reader.ts';
import { readers } from './readers/index.ts';
import { stateWriter } from './state.ts';
import { catchStrays, judge, peakMemory, type ReadOutcome } from './read-outcome.ts';

/** What a worker is told: to go through indices, or to judge files. It writes into the folder. */
export type Order = { readonly reader: string; readonly folder: string } & (Indices | Files);

interface Indices {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** When to stop, as milliseconds since 1970. */
  readonly until: number;
  readonly state: string;
}

interface Files {
  readonly files: readonly string[];
}

export type Report =
  | { readonly index: number; readonly outcome: ReadOutcome } // a bug
  | { readonly outcomes: readonly ReadOutcome[] } // of the files
  | { readonly done: true };

/** A worker that has grown by more would hide what later inputs take: it is replaced by another. */
const mostGrowth = 150 * 2 ** 20;

const tell = (report: Report): Promise<void> =>
  new Promise((done) => void process.send?.(report, undefined, undefined, () => done()));

async function goThrough(order: Order & Indices, reader: Reader): Promise<void> {
  const note = stateWriter(order.state);
  const first = peakMemory();
  let [index, ok, refused, slowest, memory] = [order.from, 0, 0, 0, 0];
  const noteNow = () => note({ index, ok, refused, slowest, memory, began: Date.now() });
  const goesOn = () =>
    index < order.to && Date.now() < order.until && peakMemory() < first + mostGrowth;
  for (; goesOn(); index++) {
    const input = inputOf(reader, order.reader, order.seed, index);
    noteNow();
    const outcome = await judge(reader, input, order.folder);
    if (outcome.kind === 'ok') ok++;
    else if (outcome.kind === 'refused') refused++;
    else await tell({ index, outcome });
    slowest = Math.max(slowest, outcome.milliseconds);
    memory = Math.max(memory, outcome.memory);
  }
  noteNow();
  await tell({ done: true });
}

async function work(order: Order): Promise<void> {
  const reader = await readers[order.reader]?.();
  if (!reader) throw new Error(`There is no reader ${order.reader}`);
  catchStrays();
  // Memory and time for loading and compiling do not count.
  for (let i = 0; i < 30; i++) {
    await judge(reader, reader.make(randomStream(0, 'warm', i), false), order.folder);
  }
  if (!('files' in order)) return goThrough(order, reader);
  const outcomes: ReadOutcome[] = [];
  for (const file of order.files) {
    outcomes.push(await judge(reader, readFileSync(file), order.folder));
  }
  await tell({ outcomes });
}

process.on('disconnect', () => process.exit(1)); // the parent is gone
process.once('message', (order) => {
  work(order as Order).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
