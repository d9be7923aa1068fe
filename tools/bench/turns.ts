import type { Measured } from '@singlora/records';
import { ours, startSide, type Ready, type Side } from './side.ts';
import type { Worker } from './worker.ts';

/** A side whose process is ready. */
export interface Started {
  readonly told: Side['told'];
  readonly worker: Worker;
  readonly ready: Ready;
}

/** Which sides are measured, and with which Python. */
interface Asked {
  readonly alone: boolean;
  readonly python: string;
}

/** A side's answer in one turn. */
export type Answer = Omit<Measured, 'milliseconds'> & { readonly milliseconds: number[] };

/** The requested sides. */
const chosen = (sides: readonly Side[], { alone }: Asked): readonly Side[] =>
  sides.filter(({ told }) => !alone || told.name === ours);

/** Starts the sides, one process after another, runs `measure` with them, and always ends them. */
export async function withSides<Result>(
  sides: readonly Side[],
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
export async function inTurns(
  sides: readonly Started[],
  rounds: number,
  commandOf: (side: Side['told']) => object,
): Promise<Measured[]> {
  const all = sides.map((side) => ({ ...side, answers: [] as Answer[] }));
  for (let round = 0; round < rounds; round++)
    for (const { worker, told, answers } of round % 2 === 1 ? all.toReversed() : all)
      answers.push(await worker.ask<Answer>(commandOf(told)));
  return all.map(({ answers }) => measuredIn(answers));
}

/**
 * The same with a new process every time: two may not fit into memory, and a process's peak never falls.
 *
 * @param warmup an uncounted first request
 */
export async function inNewProcesses(
  sides: readonly Side[],
  asked: Asked & { readonly rounds: number },
  command: object,
  warmup?: object,
): Promise<{ started: readonly Started[]; measured: Measured[] }> {
  const all = chosen(sides, asked).map((side) => ({
    side,
    started: [] as Started[],
    answers: [] as Answer[],
  }));
  for (let round = 0; round < asked.rounds; round++)
    for (const { side, started, answers } of round % 2 === 1 ? all : all.toReversed())
      await withSides([side], asked, async (own) => {
        for (const { worker } of own) {
          if (warmup) await worker.ask(warmup);
          answers.push(await worker.ask<Answer>(command));
        }
        started.push(...own);
      });
  return {
    started: all.flatMap(({ started }) => started.slice(0, 1)),
    measured: all.flatMap(({ answers }) => (answers.length > 0 ? measuredIn(answers) : [])),
  };
}

/** The measurements from the answers of all rounds: all times, and the maximum of each other value. */
function measuredIn(answers: readonly Answer[]): Measured {
  const keys = new Set(answers.flatMap((answer) => Object.keys(answer))) as Set<keyof Answer>;
  keys.delete('milliseconds');
  const most = (key: keyof Answer) => Math.max(...answers.map((one) => Number(one[key] ?? 0)));
  return {
    milliseconds: answers.map(({ milliseconds }) => milliseconds),
    ...Object.fromEntries([...keys].map((key) => [key, most(key)])),
  };
}
