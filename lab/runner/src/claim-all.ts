import { setTimeout as sleep } from 'node:timers/promises';

/** The interval between checks of other processes' runs, in ms. */
const LOOK_EVERY = 1_000;

interface Waiting {
  /** Whether to wait for runs that other processes hold; otherwise they are left to those. */
  readonly waits: boolean;
  readonly signal: AbortSignal;
  /** Called once with what is waited for: a sentence for each item. */
  readonly onWait: (held: readonly string[]) => void;
}

/** An attempt to take an item. */
interface Look<Item> {
  readonly item: Item;
  /** The items that come after it. */
  readonly ahead: readonly Item[];
  readonly isFirst: boolean;
}

/**
 * Processes items that several processes share: each takes free items. Items that another process holds are
 * passed over. Once nothing else is left, they are checked again until they are done or free.
 * @param take processes an item; where another process has it, returns a sentence that names the holder
 * @returns these sentences for items that were not waited for; none after a requested stop
 */
export async function claimAll<Item>(
  items: readonly Item[],
  take: (look: Look<Item>) => Promise<string | undefined>,
  { waits, signal, onWait }: Waiting,
): Promise<readonly string[]> {
  let [left, isFirst, isWaiting] = [items, true, false];
  while (left.length > 0) {
    const busy: { item: Item; held: string }[] = [];
    for (const [at, item] of left.entries()) {
      if (isWaiting) await sleep(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return [];
      const held = await take({ item, ahead: left.slice(at + 1), isFirst });
      if (held !== undefined) busy.push({ item, held });
    }
    if (busy.length === left.length && !isWaiting) {
      const held = busy.map((one) => one.held);
      if (!waits) return held;
      onWait(held);
      isWaiting = true;
    }
    left = busy.map(({ item }) => item);
    isFirst = false;
  }
  return [];
}
