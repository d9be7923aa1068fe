import { constants } from 'node:os';

/** The signals that ask a run to stop; clusters send the last two before a job's time limit. */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
type StopSignal = (typeof stopSignals)[number];

/** The exit code of a run that stopped as requested. */
export const stopCode = (signal: StopSignal): number => 128 + constants.signals[signal];

/** Repeated Ctrl-C within this time counts once: the terminal, npm and Nx may each pass it on. */
const SAME_PRESS_MS = 500;

/** A possible request to stop the process. */
export interface Stop {
  /** aborted by the first signal */
  readonly signal: AbortSignal;
  /** after a request: the code of the first signal */
  readonly exitCode: number;
}

/** The parts of the process that stopping uses. */
interface Stoppable {
  on(signal: StopSignal, listener: () => void): unknown;
  exit(code: number): void;
}

/** The options of a stop: its message, and the sources of signals and time. */
interface StopOptions {
  /** the words that state the time, as in "Stopping after this step and saving" */
  readonly when?: string;
  readonly program?: Stoppable;
  /** milliseconds */
  readonly now?: () => number;
}

/**
 * Any of the signals requests a stop at the next step boundary, however often it arrives: a process
 * group gets it twice. Only a second Ctrl-C stops at once.
 */
export function listenForStop(
  log: (line: string) => void,
  {
    when = 'after this step and saving',
    program = process,
    now = () => performance.now(),
  }: StopOptions = {},
): Stop {
  const controller = new AbortController();
  let first: StopSignal = 'SIGINT';
  let pressed: number | undefined;
  const ask = (signal: StopSignal) => {
    if (controller.signal.aborted) return;
    first = signal;
    const atOnce = signal === 'SIGINT' ? '; press Ctrl-C again to stop at once' : ` (${signal})`;
    log(`\nStopping ${when}${atOnce}.`);
    controller.abort();
  };
  program.on('SIGINT', () => {
    if (pressed !== undefined && now() - pressed > SAME_PRESS_MS) program.exit(stopCode('SIGINT'));
    pressed ??= now();
  });
  // Replaces Node's own listener of SIGUSR1, which opens a debugger's port.
  for (const signal of stopSignals) program.on(signal, () => ask(signal));
  return {
    signal: controller.signal,
    get exitCode() {
      return stopCode(first);
    },
  };
}
