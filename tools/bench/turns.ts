import { availableParallelism } from 'node:os';
import type { Measured, TimesRecord } from '@singlora/records';
import type { Ready } from './sides.ts';
import type { Worker } from './worker.ts';

export const threads = availableParallelism();

type Told = TimesRecord['sides'][number];

/** A side of a benchmark, ours first, and how its process is started, after what the first one said. */
export interface Side {
  readonly told: Told;
  readonly start: (first?: Ready) => Worker;
}

/** A side whose process is ready. */
export interface Started {
  readonly told: Told;
  readonly worker: Worker;
  readonly ready: Ready;
}

/** What a side answers when it is asked for a turn. */
export type Answer = Omit<Measured, 'milliseconds'> & { readonly milliseconds: number[] };

/** Runs `measure` with the sides started, one process after another, and ends them whatever happens. */
export async function withSides<Result>(
  sides: readonly Side[],
  measure: (started: readonly Started[], first: Started) => Promise<Result>,
): Promise<Result> {
  const started: Started[] = [];
  const workers: Worker[] = [];
  try {
    for (const { told, start } of sides) {
      const worker = start(started[0]?.ready);
      workers.push(worker);
      const ready = await worker.next<Ready>();
      started.push({ told: { ...told, versions: ready.ready }, worker, ready });
    }
    const [first] = started;
    if (!first) throw new Error('There is no side.');
    return await measure(started, first);
  } finally {
    for (const worker of workers) worker.close();
  }
}

/** Asks all sides in turn, in one order and then in the other, and gives what is measured of each. */
export async function inTurns(
  sides: readonly Started[],
  turns: number,
  commandOf: (side: Told) => object,
): Promise<Measured[]> {
  const all = sides.map((side) => ({ ...side, answers: [] as Answer[] }));
  for (let turn = 0; turn < turns; turn++)
    for (const { worker, told, answers } of turn % 2 === 1 ? all.toReversed() : all)
      answers.push(await worker.ask<Answer>(commandOf(told)));
  return all.map(({ answers }) => measuredIn(answers));
}

/**
 * Asks each side in turn, in a new process every time: two may not fit the memory, and a process's peak never falls.
 *
 * @param ask with the number of the round
 */
export async function inNewProcesses(
  sides: readonly Side[],
  rounds: number,
  ask: (side: Started, round: number) => Promise<Answer>,
): Promise<{ started: readonly Started[]; measured: Measured[] }> {
  const started: Started[] = [];
  const answers = sides.map((): Answer[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, side] of sides.entries())
      await withSides([side], async (_, own) => {
        started[i] = own;
        answers[i]?.push(await ask(own, round));
      });
  return { started, measured: answers.map(measuredIn) };
}

/** What the answers of all rounds come to: all times, and the greatest of what else is measured. */
function measuredIn(answers: readonly Answer[]): Measured {
  const keys = new Set(answers.flatMap((answer) => Object.keys(answer))) as Set<keyof Answer>;
  keys.delete('milliseconds');
  const most = (key: keyof Answer) => Math.max(...answers.map((one) => Number(one[key] ?? 0)));
  return {
    milliseconds: answers.map(({ milliseconds }) => milliseconds),
    ...Object.fromEntries([...keys].map((key) => [key, most(key)])),
  };
}
