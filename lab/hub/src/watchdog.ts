/** Aborts an operation when nothing has happened for a while. */
export interface Watchdog {
  /** Fires on the caller's own signal, or when the time is over. */
  readonly signal: AbortSignal;
  /** Restarts the timer. */
  expectWithin(milliseconds: number): void;
  rest(): void;
}

export function watchdog(outer?: AbortSignal): Watchdog {
  const silence = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: outer ? AbortSignal.any([outer, silence.signal]) : silence.signal,
    expectWithin: (milliseconds) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        silence.abort(new Error(`no answer within ${(milliseconds / 1000).toFixed(1)} s`));
      }, milliseconds);
    },
    rest: () => {
      clearTimeout(timer);
    },
  };
}
