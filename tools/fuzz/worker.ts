// One process that reads inputs, started by `campaign.ts`, which outlives whatever an input does to it.
import { mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputOf } from './input.ts';
import { randomStream } from '../../packages/runtime/src/random.ts';
import { readers } from './readers/index.ts';
import { catchStrays, judge, peakMemory, type Verdict } from './verdict.ts';

/** What a worker is told: to go through indices, or to judge files, of which it gives one verdict each. */
export type Order =
  | { reader: string; seed: number; from: number; to: number; until: number; state: string }
  | { reader: string; files: readonly string[] };

export type Report =
  | { index: number; verdict: Verdict } // a finding
  | { verdicts: Verdict[] }
  | { done: number }; // the first index that was not tried

/** What a worker notes in its state file before each input. */
export const stateFields = ['index', 'ok', 'refused', 'slowest', 'memory', 'began'] as const;

/** A worker that has grown by more hides what later inputs take: another one goes on. */
const mostGrowth = 150 * 2 ** 20;

const tell = (report: Report): Promise<void> =>
  new Promise((done) => void process.send?.(report, undefined, undefined, () => done()));

async function work(order: Order): Promise<void> {
  const reader = await readers[order.reader]?.();
  if (!reader) throw new Error(`There is no reader ${order.reader}`);
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  catchStrays();
  // What is loaded and compiled at first is not an input's fault.
  const sound = Array.from({ length: 30 }, (_, i) =>
    reader.make(randomStream(0, 'warm', i), false),
  );
  for (const input of sound) await judge(reader, input, folder);
  if ('files' in order) {
    const verdicts: Verdict[] = [];
    for (const file of order.files) verdicts.push(await judge(reader, readFileSync(file), folder));
    return tell({ verdicts });
  }
  const state = new Float64Array(stateFields.length);
  const stateFile = openSync(order.state, 'r+');
  let [ok, refused, slowest, memory] = [0, 0, 0, 0];
  const first = peakMemory();
  let index = order.from;
  for (
    ;
    index < order.to && Date.now() < order.until && peakMemory() < first + mostGrowth;
    index++
  ) {
    const input = inputOf(reader, order.reader, order.seed, index);
    state.set([index, ok, refused, slowest, memory, Date.now()]);
    writeSync(stateFile, state, 0, state.byteLength, 0);
    const verdict = await judge(reader, input, folder);
    if (verdict.kind === 'ok') ok++;
    else if (verdict.kind === 'refused') refused++;
    else await tell({ index, verdict });
    slowest = Math.max(slowest, verdict.milliseconds);
    memory = Math.max(memory, verdict.memory);
  }
  state.set([index, ok, refused, slowest, memory, Date.now()]);
  writeSync(stateFile, state, 0, state.byteLength, 0);
  await tell({ done: index });
}

process.once('message', (order) => {
  work(order as Order).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
