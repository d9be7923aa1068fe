/** What asks a run to stop, and the exit code of one that did and was saved: 128 + the signal's number. */
export const stopCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type StopSignal = keyof typeof stopCodes;

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

/** What a stop waits for, and where signals and the time come from. */
interface StopOptions {
  /** as in "Stopping after this step and saving" */
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
    if (pressed !== undefined && now() - pressed > SAME_PRESS_MS) program.exit(stopCodes.SIGINT);
    pressed ??= now();
    ask('SIGINT');
  });
  program.on('SIGTERM', () => ask('SIGTERM'));
  program.on('SIGHUP', () => ask('SIGHUP'));
  return {
    signal: controller.signal,
    get exitCode() {
      return stopCodes[first];
    },
  };
}
