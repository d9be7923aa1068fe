import type { BenchRecord, Measured } from '@singlora/records';
import { ours, startSide, type Ready, type BenchSide } from './side.ts';
import type { Worker } from './worker.ts';

/** A side whose process is ready. */
export interface Started {
  readonly told: BenchRecord['sides'][number];
  readonly worker: Worker;
  readonly ready: Ready;
}

/** A side's answer in one turn. */
export type TimedSide = Omit<Measured, 'milliseconds'> & { readonly milliseconds: number[] };

/** With which Python, and whether at a tiny size. */
interface Asked {
  readonly python: string;
  readonly tiny: boolean;
}

/** All sides, or at a tiny size ours alone. */
const chosen = (sides: readonly BenchSide[], { tiny }: Asked): readonly BenchSide[] =>
  sides.filter(({ told }) => !tiny || told.name === ours);

/** Starts the sides, one process after another, runs `measure` with them, and always ends them. */
export async function withSides<Result>(
  sides: readonly BenchSide[],
  asked: Asked,
  measure: (started: readonly Started[], first: Started) => Promise<Result>,
): Promise<Result> {
  const started: Started[] = [];
  const workers: Worker[] = [];
  try {
    for (const side of chosen(sides, asked)) {
      const worker = startSide(side, asked.python, started[0]?.ready);
      workers.push(worker);
      const ready = await worker.next<Ready>();
      started.push({ told: { ...side.told, versions: ready.ready }, worker, ready });
    }
    const [first] = started;
    if (!first) throw new Error('There is no side.');
    return await measure(started, first);
  } finally {
    for (const worker of workers) worker.close();
  }
}

/** Asks all sides in turn, in alternating order, and returns the measurements of each. */
export const inTurns = (
  sides: readonly Started[],
  rounds: number,
  commandOf: (side: Started['told']) => object,
): Promise<Measured[]> =>
  alternately(sides, rounds, ({ worker, told }) => worker.ask<TimedSide>(commandOf(told)));

/**
 * The same with a new process every time: two may not fit into memory, and a process's peak never falls.
 *
 * @param warmup an uncounted first request
 */
export async function inNewProcesses(
  sides: readonly BenchSide[],
  asked: Asked & { readonly rounds: number },
  command: object,
  warmup?: object,
): Promise<{ started: readonly Started[]; measured: Measured[] }> {
  const started: Started[] = [];
  const measured = await alternately(chosen(sides, asked), asked.rounds, (side) =>
    withSides([side], asked, async (_, one) => {
      started.push(one);
      if (warmup) await one.worker.ask(warmup);
      return one.worker.ask<TimedSide>(command);
    }),
  );
  return { started: started.slice(0, measured.length), measured };
}

/** Every side's answers, of which each second round is in reversed order. */
async function alternately<One>(
  sides: readonly One[],
  rounds: number,
  ask: (side: One) => Promise<TimedSide>,
): Promise<Measured[]> {
  const all = sides.map((side) => ({ side, answers: [] as TimedSide[] }));
  for (let round = 0; round < rounds; round++)
    for (const { side, answers } of round % 2 === 1 ? all.toReversed() : all)
      answers.push(await ask(side));
  return all.map(({ answers }) => measuredIn(answers));
}

/** The measurements from the answers of all rounds: all times, and the maximum of each other value. */
function measuredIn(answers: readonly TimedSide[]): Measured {
  const keys = new Set(answers.flatMap((answer) => Object.keys(answer))) as Set<keyof TimedSide>;
  keys.delete('milliseconds');
  const most = (key: keyof TimedSide) => Math.max(...answers.map((one) => Number(one[key] ?? 0)));
  return {
    milliseconds: answers.map(({ milliseconds }) => milliseconds),
    ...Object.fromEntries([...keys].map((key) => [key, most(key)])),
  };
}
