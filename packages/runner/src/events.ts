import type { MeasuredStep } from './cost.ts';
import type { Tally } from './tally.ts';

/** An event that a command tells a program, such as one that drives several commands: with `--json`, each is a line of JSON. */
export type CommandEvent =
  | {
      readonly event: 'plan';
      /** the numbers of runs that are planned, and that will follow at least */
      readonly runs: number;
      readonly later: number;
      /** the number of both that have not finished */
      readonly left: number;
      /** the time that these take, by recorded runs like them; null where there are none */
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
      /** Whether this command made it: not where it had finished before, or ended in another command. */
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

/** Takes an event; the promise is kept once it has been passed on. */
export type Emit = (event: CommandEvent) => Promise<void> | void;

/** Milliseconds between two events of steps. */
const STEPS_APART = 1_000;

/** Tells of a run's steps: of one a second, and of the last. */
export function stepEvents(emit: Emit, run: string): (measured: MeasuredStep) => void {
  let told = -Infinity;
  return ({ step, totalSteps, loss = null }) => {
    const now = performance.now();
    if (step < totalSteps && now - told < STEPS_APART) return;
    told = now;
    void emit({ event: 'step', run, step, steps: totalSteps, loss });
  };
}
