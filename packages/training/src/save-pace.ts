/** Saving may take this share of the time. */
const SHARE = 0.01;

/** Says when a run saves while it trains. */
export interface SavePace {
  isDue(): boolean;
  /** saves, and times it */
  measure(save: () => Promise<void>): Promise<void>;
}

/**
 * @param every seconds from one save to the next, more where saving takes over 1 % of them;
 * never due unless given
 * @param now the clock, milliseconds
 */
export function savePace(every = Infinity, now = () => performance.now()): SavePace {
  const least = every * 1000;
  let last = now();
  let wait = least;
  return {
    isDue: () => now() - last >= wait,
    async measure(save) {
      const started = now();
      await save();
      last = now();
      wait = Math.max(least, (last - started) / SHARE);
    },
  };
}
