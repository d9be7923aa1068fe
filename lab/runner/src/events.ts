import type { TimedStep } from './cost.ts';
import type { Tally } from './tally.ts';

/** An event that a command reports to a program, such as one that drives several commands: one line of JSON each with `--json`. */
export type CommandEvent =
  | {
      readonly event: 'plan';
      /** the number of planned runs, and the minimum number that will follow */
      readonly runs: number;
      readonly later: number;
      /** how many of both have not finished */
      readonly left: number;
      /** their estimated duration, from similar recorded runs; null without any */
      readonly seconds: number | null;
    }
  | (RunNames & {
      readonly event: 'begin';
      /** Holds its adapter and other files. */
      readonly folder: string;
    })
  | {
      readonly event: 'step';
      readonly run: string;
      /** the number of completed steps, of `steps` */
      readonly step: number;
      readonly steps: number;
      readonly loss: number | null;
    }
  | (RunNames & {
      readonly event: 'end';
      readonly status: 'finished' | 'interrupted' | 'failed';
      /** Whether this command made it: false where it had already finished, or ended in another command. */
      readonly made: boolean;
      /** the final numbers of one that finished */
      readonly summary: Readonly<Record<string, number>>;
      /** why it failed */
      readonly error: string | null;
    })
  | {
      readonly event: 'done';
      readonly exitCode: number;
      /** the error that ended the command */
      readonly error: string | null;
      readonly tally: Tally;
    };

/** The run that an event is of. */
export interface RunNames {
  /** its id */
  readonly run: string;
  readonly identity: string;
  readonly label: string;
}

/** Takes an event; the promise resolves once the event has been passed on. */
export type Emit = (event: CommandEvent) => Promise<void> | void;

/** The minimum time between two step events, in milliseconds. */
const STEPS_APART = 1_000;

/** Reports a run's steps: at most one per second, and the last. */
export function stepEvents(emit: Emit, run: string): (measured: TimedStep) => void {
  let told = -Infinity;
  return ({ step, totalSteps, loss = null }) => {
    const now = performance.now();
    if (step < totalSteps && now - told < STEPS_APART) return;
    told = now;
    void emit({ event: 'step', run, step, steps: totalSteps, loss });
  };
}
