import { constants } from 'node:os';

/** The signals that ask a run to stop; clusters send the last two before a job's time is up. */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
type StopSignal = (typeof stopSignals)[number];

/** The exit code of a run that was asked to stop, and did. */
export const stopCode = (signal: StopSignal): number => 128 + constants.signals[signal];

/** Presses of Ctrl-C this close together are one: the terminal, npm and Nx may each pass it on. */
const SAME_PRESS_MS = 500;

/** Whether the process was asked to stop. */
export interface Stop {
  /** aborted by the first signal */
  readonly signal: AbortSignal;
  /** once asked: of the first signal */
  readonly exitCode: number;
}

/** The parts of the process that stopping needs. */
interface Stoppable {
  on(signal: StopSignal, listener: () => void): unknown;
  exit(code: number): void;
}

/** The options of a stop: what it waits for, and where signals and the time come from. */
interface StopOptions {
  /** the words that say when, as in "Stopping after this step and saving" */
  readonly when?: string;
  readonly program?: Stoppable;
  /** milliseconds */
  readonly now?: () => number;
}

/**
 * Any of the signals asks for a stop at the next step boundary, however often it comes: to a whole
 * process group it comes twice. Only a second press of Ctrl-C stops at once.
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
  // Node's own listener of SIGUSR1, which opens a debugger's port, gives way to this one.
  for (const signal of stopSignals) program.on(signal, () => ask(signal));
  return {
    signal: controller.signal,
    get exitCode() {
      return stopCode(first);
    },
  };
}
