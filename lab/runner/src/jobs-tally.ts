import type { CommandEvent } from './events.ts';
import { emptyTally, type Tally } from './tally.ts';

type EndEvent = Extract<CommandEvent, { event: 'end' }>;

/** Counts the runs of all jobs of a command, each run once: several jobs may report the same one. */
export class JobsTally {
  readonly #ended = new Map<string, EndEvent>();
  readonly #tallies: Tally[] = [];

  /** Takes a run's end; returns whether it is news. */
  end(event: EndEvent): boolean {
    const before = this.#ended.get(event.run);
    if (!before || event.made) this.#ended.set(event.run, event);
    return before === undefined;
  }

  /** Takes the tally of a job that is done. */
  done(tally: Tally): void {
    this.#tallies.push(tally);
  }

  total(): Tally {
    const ends = [...this.#ended.values()];
    const finished = ends.filter(({ status }) => status === 'finished');
    const made = finished.filter((end) => end.made).length;
    const most = (count: (tally: Tally) => number) => Math.max(0, ...this.#tallies.map(count));
    // Jobs go through the runs in one order, so the one that got furthest has counted all that were finished before.
    const skipped = most((tally) => tally.skipped);
    const isHeld = (line: string) => !ends.some(({ label }) => line.startsWith(`${label}: `));
    return {
      ...emptyTally(),
      planned: most((tally) => tally.planned),
      made,
      skipped,
      elsewhere: finished.length - made - skipped,
      interrupted: this.#tallies.some(({ interrupted }) => interrupted),
      failed: ends
        .filter(({ status }) => status === 'failed')
        .map(({ label, run, error }) => `${label} (run ${run}): ${error}`),
      held: [...new Set(this.#tallies.flatMap(({ held }) => held))].filter(isHeld),
    };
  }
}
